"""One client factory, and the only place where httpx's errors become ours.

A client speaks to one origin: the scheme, host and port of its connection. Redirects and links
to anywhere else are refused, not followed, so that a credential goes to nobody else.
"""

import asyncio
import codecs
import logging
import re
import socket
import ssl
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import urljoin, urlsplit

import httpx
from pydantic import TypeAdapter, ValidationError

from app.body import bound
from app.errors import Garbled, Refused, SignInNeeded, TimedOut, Unreachable, VendorError
from app.quoting import Words, plain, quoted, without_secrets
from app.way import USUAL, Way, opened

T = TypeVar("T")
Leaving = Callable[[], Awaitable[None]]

REDIRECTS = 5
PATIENCE = 10.0  # seconds of Retry-After that are waited out within a pull
LONGEST_DETAIL = 300  # characters on what does not fit

# In a JSON text: a backslash, a surrogate pair, or, as the group, half of one.
_ESCAPE = re.compile(
    r"\\(?:\\|u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|(u[dD][89a-fA-F][\da-fA-F]{2}))"
)

_LEAVING = "callboard.leaving"  # of a request's extensions: who wants to know that it leaves
_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)

# At INFO it logs whole addresses, and some vendors' credentials stand in them.
logging.getLogger("httpx").setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds that a request may take."""

    timeout: float = 30.0  # in all
    connect: float = 5.0
    idle: float = 10.0  # without a byte


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, read whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str

    def read(self, shape: TypeAdapter[T]) -> T:
        """Return the body as that shape; raise Garbled, with the reason, if it does not fit."""
        body = self.body.removeprefix(codecs.BOM_UTF8)
        if not body.strip():
            raise Garbled("The vendor's answer is empty.")
        if body.lstrip()[:1] == b"<":
            raise Garbled("The vendor answered with a web page instead of data.")
        try:
            return _validated(shape, body)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(str(part) for part in first["loc"])
            detail = plain(f"{first['msg']}, at {place}" if place else first["msg"])[:LONGEST_DETAIL]
            raise Garbled(f"The vendor's answer does not fit: {detail}.") from error
        except RecursionError as error:
            raise Garbled("The vendor's answer is nested too deeply.") from error


class Client:
    """A conversation with one origin. Use it as `async with`, from one event loop."""

    def __init__(
        self,
        base_url: str,
        *,
        auth: httpx.Auth,
        words: Words,
        secrets: Collection[str] = (),
        limits: Limits = Limits(),
        way: Way = USUAL,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """`words` finds a vendor's own words in an error; `secrets` never appear in a sentence.

        Raises Unusable for a proxy or certificates that cannot be used.
        """
        self._base = base_url.rstrip("/")
        self._origin = origin(base_url)
        self._words = words
        self._secrets = [secret for secret in secrets if secret]
        self._limits = limits
        self._http = opened(
            way,
            secure=self._origin[0] == "https",
            direct=is_loopback(self._origin[1]),  # proxies lead elsewhere
            auth=auth,
            transport=transport,
            timeout=httpx.Timeout(limits.idle, connect=limits.connect, pool=limits.timeout),
            headers={"User-Agent": "Callboard", "Accept": "application/json", "Accept-Encoding": "gzip"},
            event_hooks={"request": [_leaves], "response": [bound]},
            follow_redirects=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def get(
        self,
        where: str,
        *,
        params: Mapping[str, str | int] | None = None,
        allow: Collection[int] = (),
    ) -> Reply:
        """Read a path of the base URL, or a link to the same origin.

        Statuses in `allow` are returned; others than 2xx raise the error that fits.
        """
        return await self._patiently("GET", where, params=params, allow=allow)

    async def post(
        self,
        where: str,
        *,
        content: bytes = b"",
        content_type: str | None = "application/json",
        params: Mapping[str, str | int] | None = None,
        allow: Collection[int] = (),
        reads: bool = False,
        leaving: Leaving | None = None,
    ) -> Reply:
        """Send exactly these bytes. `reads`: it changes nothing, so it may be asked again.

        `leaving` is awaited when this very request, signed in for where need be, is about to
        leave. An Unreachable whose `left` is false says that it has not.
        """
        return await (self._patiently if reads else self._send)(
            "POST",
            where,
            params=params,
            allow=allow,
            content=content,
            content_type=content_type,
            leaving=leaving,
        )

    def same_origin(self, link: str) -> bool:
        """Tell whether a link, absolute or not, leads to this connection's own origin."""
        try:
            return origin(self.url(link)) == self._origin
        except ValueError:
            return False

    def url(self, where: str) -> str:
        """Return the absolute address: "/x" is below the base URL, "?x" and "x" too."""
        if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", where):
            return urljoin(self._base + "/", where)
        if where.startswith("?"):
            return self._base + where
        return f"{self._base}/{where.lstrip('/')}" if where.strip("/") else self._base + "/"

    async def _patiently(self, method: str, where: str, **options: Any) -> Reply:
        try:
            return await self._send(method, where, **options)
        except Unreachable as error:
            if error.retry_after is None or error.retry_after > PATIENCE:
                raise
            await asyncio.sleep(error.retry_after)
        return await self._send(method, where, **options)

    async def _send(
        self,
        method: str,
        where: str,
        *,
        params: Mapping[str, str | int] | None,
        allow: Collection[int],
        content: bytes | None = None,
        content_type: str | None = None,
        leaving: Leaving | None = None,
    ) -> Reply:
        if not self.same_origin(where):
            raise Garbled("The vendor's answer links to another server; the link was not followed.")
        url = self.url(where)
        for _ in range(REDIRECTS):
            reply = await self._exchange(method, url, params, content, content_type, leaving)
            if reply.status in allow or 200 <= reply.status < 300:
                return reply
            target = reply.headers.get("location")
            if not (300 <= reply.status < 400 and target and method == "GET"):
                raise self.refusal(reply)
            params = None
            try:
                url = urljoin(url, target)
            except ValueError as error:
                raise Garbled("The vendor redirects to an address that is not one.") from error
            if not self.same_origin(url):
                raise Garbled("The vendor redirects to another server; the redirect was not followed.")
        raise Garbled("The vendor redirects in a circle.")

    async def _exchange(
        self,
        method: str,
        url: str,
        params: Mapping[str, str | int] | None,
        content: bytes | None,
        content_type: str | None,
        leaving: Leaving | None,
    ) -> Reply:
        headers = {"Content-Type": content_type} if content_type else {}
        body = bytearray()
        try:
            async with (
                asyncio.timeout(self._limits.timeout),
                self._http.stream(
                    method,
                    url,
                    params=dict(params) if params else None,
                    content=content,
                    headers=headers,
                    extensions={_LEAVING: leaving} if leaving else None,
                ) as answer,
            ):
                async for piece in answer.aiter_bytes():
                    body += piece
        except VendorError:
            raise
        except TimeoutError as error:
            raise TimedOut(f"The vendor did not answer within {self._limits.timeout:g} seconds.") from error
        except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as error:
            ours = self._ours(error)
            if isinstance(ours, Unreachable) and isinstance(error, _NEVER_LEFT):
                ours.left = False
            raise ours from error
        return Reply(answer.status_code, answer.headers, bytes(body), url)

    def _ours(self, error: Exception) -> VendorError:
        host = self._origin[1]
        there = "The vendor's server" if is_loopback(host) else f"The vendor's server ({host})"
        match error:
            case httpx.ProxyError():
                return Unreachable(f"The proxy did not let the request to {host} through.")
            case httpx.ConnectTimeout() | httpx.PoolTimeout():
                return TimedOut(f"{there} could not be reached within {self._limits.connect:g} seconds.")
            case httpx.TimeoutException():
                return TimedOut(f"{there} sent nothing for {self._limits.idle:g} seconds.")
            case httpx.RemoteProtocolError():
                return Unreachable(f"{there} broke off its answer, or did not answer in HTTP.")
            case httpx.LocalProtocolError() | UnicodeError():
                return SignInNeeded(
                    "The address or the credentials contain characters that cannot be sent; enter them again."
                )
            case httpx.InvalidURL() | httpx.UnsupportedProtocol():
                return Garbled("The vendor's answer contains an address that is not one.")
        for cause in _causes(error):
            if isinstance(cause, ssl.SSLCertVerificationError):
                return Unreachable(f"The certificate of {host} is not trusted: {cause.verify_message}.")
            if isinstance(cause, ssl.SSLError):
                return Unreachable(f"No secure (TLS) connection to {host} could be made.")
            if isinstance(cause, socket.gaierror):
                return Unreachable(f"The name {host} could not be found (DNS); is the network up?")
            if isinstance(cause, ConnectionRefusedError):
                return Unreachable(f"{there} refuses connections; is it running?")
            if isinstance(cause, ConnectionResetError):
                return Unreachable(f"{there} reset the connection.")
        return Unreachable(f"{there} could not be reached.")

    def redacted(self, text: str) -> str:
        """Return a text of the vendor's or to it without this connection's secrets."""
        return without_secrets(text, self._secrets)

    def said(self, reply: Reply) -> str | None:
        """Return the vendor's own words in an answer, fit for a sentence, without secrets."""
        return quoted(self._words, reply.body, self._secrets)

    def refusal(self, reply: Reply) -> VendorError:
        """Return the error that fits the status of an answer."""
        said = self.said(reply)
        tail = f": {said}" if said else "."
        match reply.status:
            case 401:
                return SignInNeeded(f"The vendor does not accept these credentials (401){tail}")
            case 403:
                return Refused(f"The vendor does not allow this to the account (403){tail}")
            case 429:
                return Unreachable(
                    f"The vendor asks for fewer requests (429){tail}", retry_after=retry_after(reply.headers)
                )
            case status if status >= 500:
                return Unreachable(
                    f"The vendor's server reports a fault ({status}){tail}",
                    retry_after=retry_after(reply.headers),
                )
            case status if 300 <= status < 400:
                return Garbled(f"The vendor redirects ({status}) where no redirect can be followed.")
            case status:
                return Refused(f"The vendor refused the request ({status}){tail}")


def _validated(shape: TypeAdapter[T], body: bytes) -> T:
    try:
        return shape.validate_json(body)
    except ValidationError as error:
        if error.errors(include_url=False, include_input=False)[0]["type"] != "json_invalid":
            raise
        if (mended := _mended(body)) == body:
            raise
    return shape.validate_json(mended)


def _mended(body: bytes) -> bytes:
    """Return a JSON text with a mark (U+FFFD) for each character that is none.

    Names that were cut in the middle of a character come as half a surrogate pair or as bytes
    that are no UTF-8, and one of them would cost its whole page.
    """
    text = body.decode(errors="replace")
    return _ESCAPE.sub(lambda found: "\\ufffd" if found[1] else found[0], text).encode()


async def _leaves(request: httpx.Request) -> None:
    """Tell whoever wants to know that a request leaves; one that merely signs in is another one."""
    leaving = request.extensions.get(_LEAVING)
    if leaving is not None:
        await leaving()


def retry_after(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Return the seconds of a Retry-After header, which may be a number or a date; None without."""
    text = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return float(text)
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return max(0.0, (when - (now or datetime.now(UTC))).total_seconds())


def origin(url: str) -> tuple[str, str, int]:
    """Return scheme, host and port; raise ValueError for anything but http and https."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"{url} is not an http address")
    return parts.scheme, parts.hostname.lower(), parts.port or (443 if parts.scheme == "https" else 80)


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine: localhost, 127.0.0.0/8 or ::1."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _causes(error: BaseException | None) -> Any:
    seen = 0
    while error is not None and seen < 10:
        yield error
        if isinstance(error, BaseExceptionGroup):  # several addresses of one name were tried
            yield from error.exceptions
        error, seen = error.__cause__ or error.__context__, seen + 1
