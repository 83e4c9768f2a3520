"""How colours look to eyes that see fewer of them. Machado, Oliveira and Fernandes 2009, severity 1."""

from PySide6.QtGui import QColor

BLIND = {
    "no red": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "no green": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "no blue": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def seen(colour: QColor, eyes: str) -> QColor:
    """Return an opaque colour as such eyes see it."""
    linear = [_linear(part) for part in (colour.redF(), colour.greenF(), colour.blueF())]
    mixed = [sum(share * part for share, part in zip(row, linear, strict=True)) for row in BLIND[eyes]]
    return QColor.fromRgbF(*(_coded(min(1.0, max(0.0, part))) for part in mixed))


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _coded(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
