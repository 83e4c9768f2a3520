"""Signing in at 4spaces: a session by user name and password, or a bearer token.

The documents do not say how; this is what ServiceStack does by default (NOTES.md).
"""

from collections.abc import AsyncGenerator, AsyncIterator, Generator, Mapping
from typing import Self

import httpx
from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError, model_validator

from app.errors import Garbled, SignInNeeded, Unreachable
from app.http import retry_after
from app.quoting import quoted
from app.vendors.fourspaces import wire

PATHS = ("/auth/credentials", "/auth")  # the second where a host routes no providers (NOTES.md)
SHORT = 64 * 1024  # bytes on the wire of an answer to a sign-in; more is none


class Credentials(BaseModel):
    """Either a user name with its password, or a bearer token."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    username: SecretStr | None = None
    password: SecretStr | None = None
    bearer_token: SecretStr | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        user, password = _plain(self.username), _plain(self.password)
        token = _plain(self.bearer_token).strip()
        if bool(token) == bool(user or password) or bool(user) != bool(password):
            raise ValueError("4spaces needs either a username and a password, or a bearer_token alone")
        if not (token.isascii() and token.isprintable() and " " not in token):
            raise ValueError("the bearer_token has characters that no token has; copy it again")
        return self


def auth_of(credentials: Credentials, base_url: str) -> httpx.Auth:
    """Return what sends the token, or what signs in below the base URL."""
    if token := _plain(credentials.bearer_token).strip():
        return Bearer(token)
    return SignIn(base_url, _plain(credentials.username), _plain(credentials.password))


class Bearer(httpx.Auth):
    """Sends the token with every request."""

    def __init__(self, token: str) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Yield the request with its token."""
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request


class SignIn(httpx.Auth):
    """Signs in at the first request, and once more when the session has ended.

    Raises SignInNeeded, in the vendor's words, if they do not accept the user name and password.
    """

    def __init__(self, base_url: str, username: str, password: str) -> None:
        self._base_url = base_url.rstrip("/")
        self._path = PATHS[0]
        self._username = username
        self._password = password
        self._session: Mapping[str, str] | None = None  # the headers that carry it

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Yield the sign-in where one is due, and the request with its session."""
        known = self._session
        if known is None:
            self._session = yield from self._sign_in(request)
        request.headers.update(self._session or {})
        answer = yield request
        if answer.status_code != 401 or known is None:
            return
        if self._session is known:  # else another request has signed in meanwhile
            self._session = yield from self._sign_in(request)
        request.headers.update(self._session or {})
        yield request

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Read the answers to a sign-in here; that to the request is left to the client."""
        flow = self.auth_flow(request)
        sent = next(flow)
        while True:
            answer = yield sent
            if sent is not request:
                answer.stream = _Short(answer.stream)
                await answer.aread()
            try:
                following = flow.send(answer)
            except StopIteration:
                return
            if sent is request:
                # httpx reads a refusal whole before it sends what follows; nobody looks at it.
                answer.stream = _Short(answer.stream)
            sent = following

    def _sign_in(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, Mapping[str, str]]:
        answer = yield self._question(request)
        if answer.status_code in (404, 405) and self._path != PATHS[-1]:
            self._path = PATHS[-1]
            answer = yield self._question(request)
        said = quoted(wire.words, answer.content, (self._password, self._username))
        tail = f": {said}" if said else "."
        match answer.status_code:
            case 404 | 405 as status:
                raise SignInNeeded(
                    f"The vendor has no sign-in by user name and password at this address ({status}){tail}"
                )
            case status if status == 429 or status >= 500:
                raise Unreachable(
                    f"The vendor's sign-in does not work at present ({status}){tail}",
                    retry_after=retry_after(answer.headers),
                )
            case status if 400 <= status < 500:
                raise SignInNeeded(f"The vendor does not accept this user name and password ({status}){tail}")
            case status if status >= 300:
                raise Garbled("The vendor redirects its sign-in; the password was not sent there.")
        try:
            session = wire.SESSION.validate_json(answer.content)
        except (ValidationError, RecursionError) as error:
            raise Garbled("The vendor's answer to the sign-in does not fit.") from error
        if session.failed:
            raise SignInNeeded(f"The vendor does not accept this user name and password{tail}")
        return _headers(answer, session)

    def _question(self, request: httpx.Request) -> httpx.Request:
        return httpx.Request(
            "POST",
            self._base_url + self._path,
            json={
                "provider": "credentials",
                "userName": self._username,
                "password": self._password,
                "rememberMe": True,
            },
            headers={"Accept": "application/json", "User-Agent": request.headers.get("User-Agent", "")},
            extensions={"timeout": request.extensions.get("timeout", {})},
        )


def _headers(answer: httpx.Response, session: wire.Session) -> Mapping[str, str]:
    """Return what carries a session: its cookies, and its token if there is one."""
    cookies = {cookie.name: cookie.value or "" for cookie in answer.cookies.jar}
    if session.session_id and "ss-id" not in cookies:
        cookies["ss-id"] = session.session_id
    headers = {}
    if cookies:
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
    if session.bearer_token:
        headers["Authorization"] = f"Bearer {session.bearer_token}"
    if not headers:
        raise Garbled("The vendor accepted the sign-in, but gave neither a session nor a token.")
    if not all(value.isascii() and value.isprintable() for value in headers.values()):
        raise Garbled("The vendor's sign-in gave a session that cannot be sent back.")
    return headers


def _plain(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""


class _Short(httpx.AsyncByteStream):
    """The beginning of an answer: what matters of one about signing in is short."""

    def __init__(self, whole: object) -> None:
        self._whole = whole

    async def __aiter__(self) -> AsyncIterator[bytes]:
        assert isinstance(self._whole, httpx.AsyncByteStream)
        left = SHORT
        async for piece in self._whole:
            yield piece[:left]
            left -= len(piece)
            if left <= 0:
                return

    async def aclose(self) -> None:
        assert isinstance(self._whole, httpx.AsyncByteStream)
        await self._whole.aclose()
