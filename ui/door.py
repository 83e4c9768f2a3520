"""The door at which later starts of the program knock: the first window comes forward instead of a second."""

import json
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from ui.instance import HEARD, MOST


class Door(QObject):
    """Listens at the profile's own address, which nobody but its user may open."""

    knocked = Signal(list, str)  # words of the later start; the desktop's leave to come forward, or ""

    def __init__(self, where: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._let_in)
        # A window that was killed leaves its socket; whoever listened there would have been told instead.
        QLocalServer.removeServer(where)
        self._server.listen(where)

    @property
    def is_open(self) -> bool:
        """Whether somebody can knock; where there is no room for a socket, nobody can."""
        return self._server.isListening()

    def close(self) -> None:
        """Listen no longer."""
        self._server.close()

    def _let_in(self) -> None:
        while (guest := self._server.nextPendingConnection()) is not None:
            guest.disconnected.connect(guest.deleteLater)
            guest.readyRead.connect(partial(self._hear, guest))
            self._hear(guest)

    def _hear(self, guest: QLocalSocket) -> None:
        if guest.bytesAvailable() > MOST:
            guest.abort()
        if not guest.canReadLine():
            return
        try:
            said = json.loads(bytes(guest.readLine().data()))
            words = [str(word) for word in said["words"]]
            token = str(said.get("XDG_ACTIVATION_TOKEN") or said.get("DESKTOP_STARTUP_ID") or "")
        except (ValueError, TypeError, KeyError, AttributeError):
            guest.abort()
            return
        guest.write(HEARD)
        guest.flush()
        guest.disconnectFromServer()
        self.knocked.emit(words, token)
