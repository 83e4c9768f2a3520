"""Draws the program's icon in every size and format that a system asks for.

    python packaging/icons.py FOLDER

Below it: hicolor/<n>x<n>/apps/callboard.png and hicolor/scalable/apps/callboard.svg for Linux,
callboard.ico for Windows and callboard.icns for macOS.
"""

import os
import struct
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SIZES = (16, 22, 24, 32, 48, 64, 96, 128, 256, 512)
OF_WINDOWS = (16, 24, 32, 48, 64, 128, 256)
OF_MACOS = {b"icp4": 16, b"icp5": 32, b"icp6": 64, b"ic07": 128, b"ic08": 256, b"ic09": 512, b"ic10": 1024}


def main(folder: Path) -> None:
    """Write all of them."""
    svg = (ROOT / "resources" / "callboard.svg").read_bytes()
    drawn = {size: png(svg, size) for size in sorted({*SIZES, *OF_WINDOWS, *OF_MACOS.values()})}
    for size in SIZES:
        keep(folder / "hicolor" / f"{size}x{size}" / "apps" / "callboard.png", drawn[size])
    keep(folder / "hicolor" / "scalable" / "apps" / "callboard.svg", svg)
    keep(folder / "callboard.ico", ico({size: drawn[size] for size in OF_WINDOWS}))
    keep(folder / "callboard.icns", icns({kind: drawn[size] for kind, size in OF_MACOS.items()}))


def png(svg: bytes, size: int) -> bytes:
    """Return the drawing as a picture of so many pixels a side."""
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(svg)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # PySide's stubs want the format as bytes
    return bytes(buffer.data().data())


def ico(pictures: dict[int, bytes]) -> bytes:
    """Return pictures as one file of Windows' kind: a directory, then each as PNG."""
    head = struct.pack("<HHH", 0, 1, len(pictures))
    place = len(head) + 16 * len(pictures)
    entries, bodies = b"", b""
    for size, picture in pictures.items():
        side = size % 256  # 0 says 256
        entries += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(picture), place + len(bodies))
        bodies += picture
    return head + entries + bodies


def icns(pictures: dict[bytes, bytes]) -> bytes:
    """Return pictures as one file of macOS' kind: each with its type and length before it."""
    bodies = b"".join(kind + struct.pack(">I", 8 + len(body)) + body for kind, body in pictures.items())
    return b"icns" + struct.pack(">I", 8 + len(bodies)) + bodies


def keep(path: Path, content: bytes) -> None:
    """Write a file, and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    main(Path(sys.argv[1]))
