"""Which of the vendors' addresses a browser may be sent to."""

from PySide6.QtCore import QUrl


def web_address(text: str | None) -> QUrl | None:
    """Return the address if a browser may be sent there: http or https to a host, nothing else."""
    if not text or len(text) > 2000:
        return None
    address = QUrl(text, QUrl.ParsingMode.StrictMode)
    fit = (
        address.isValid()
        and address.scheme() in ("http", "https")
        and address.host()
        and not address.userInfo()
    )
    return address if fit else None
