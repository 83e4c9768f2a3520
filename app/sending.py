"""The one request of an action: said to be leaving before its first byte does, and kept for the record."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.errors import CallboardError
from app.http import Client, Reply

LONGEST = 20_000  # characters of a body that are kept

ANY_STATUS = range(100, 600)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """What was sent and what came back, without secrets: no headers, no query."""

    method: str
    path: str
    sent: str
    status: int | None = None  # None: no answer
    received: str = ""
    error: str | None = None  # why there is none, as a sentence


class Sending:
    """What `Action.run` sends with. `client` is for reading beside it."""

    def __init__(self, client: Client, leaving: Callable[[], Awaitable[None]]) -> None:
        """`leaving` is awaited before the first byte of each `post` leaves, a sign-in before it aside."""
        self.client = client
        self.left = False  # from then on nobody but the vendor knows
        self.exchanges: list[Exchange] = []
        self._leaving = leaving

    async def post(
        self,
        where: str,
        *,
        content: bytes = b"",
        content_type: str = "application/json",
        params: Mapping[str, str | int] | None = None,
        allow: Collection[int] = (),
    ) -> Reply:
        """Send exactly these bytes, once. Statuses in `allow` are returned; others than 2xx raise."""
        path = urlsplit(self.client.url(where)).path
        body = self._kept(content)
        try:
            reply = await self.client.post(
                where,
                content=content,
                content_type=content_type if content else None,
                params=params,
                allow=ANY_STATUS,
                leaving=self._leave,
            )
        except CallboardError as error:
            self.exchanges.append(Exchange(method="POST", path=path, sent=body, error=str(error)))
            raise
        self.exchanges.append(
            Exchange(
                method="POST", path=path, sent=body, status=reply.status, received=self._kept(reply.body)
            )
        )
        if reply.status in allow or 200 <= reply.status < 300:
            return reply
        raise self.client.refusal(reply)

    async def _leave(self) -> None:
        await self._leaving()
        self.left = True

    def _kept(self, body: bytes) -> str:
        return self.client.redacted(body[: 4 * LONGEST].decode(errors="replace"))[:LONGEST]
