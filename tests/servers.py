"""Servers on loopback sockets, each in a thread of its own: well-behaved ones and rude ones.

`Served` runs an ASGI app as it is. `Rude` answers request by request from a script of answers:
cut off, reset, silent, endless, and so on, and afterwards, with `relay(app)`, as a real app would.
"""

import asyncio
import gzip
import socket
import struct
import tempfile
import threading
import zlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Self

import httpx
import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Served:
    """An ASGI app on a free loopback port: `with Served(app) as server: ... server.url`.

    With `tls` it has a self-signed certificate, made for this run; `server.certificate` is its file.
    """

    def __init__(self, app: Any, *, tls: bool = False) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self.certificate = Path(self._folder.name, "certificate.pem")
        key = Path(self._folder.name, "key.pem")
        if tls:
            _certify(self.certificate, key)
        self._socket = _listening()
        self._server = uvicorn.Server(
            uvicorn.Config(
                app,
                loop="asyncio",
                ws="none",
                lifespan="off",
                log_config=None,
                log_level="critical",
                timeout_graceful_shutdown=1,
                ssl_certfile=str(self.certificate) if tls else None,
                ssl_keyfile=str(key) if tls else None,
            )
        )
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self._socket.getsockname()[1]}"

    def __enter__(self) -> Self:
        # The socket listens already: whoever connects now is answered as soon as the thread is up.
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._folder.cleanup()


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it arrived."""

    method: str
    target: str  # path and query
    headers: Mapping[str, str]  # names in lower case
    body: bytes


@dataclass(frozen=True, slots=True)
class Peer:
    """The client at the other end of a connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, data: bytes) -> None:
        """Send some bytes, as soon as the client takes them."""
        self.writer.write(data)
        await self.writer.drain()

    async def gone(self) -> None:
        """Wait until the client hangs up."""
        await self.reader.read()


Answer = Callable[[Peer, Request], Awaitable[None]]


class Rude:
    """A server that gives each request the script's next answer, and `then` to every later one."""

    def __init__(self, *script: Answer, then: Answer | None = None) -> None:
        self._script = list(script)
        self._then = then or reply(200, b"{}")
        self._socket = _listening()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop = asyncio.Event()
        self._ready = threading.Event()
        self._peers: list[asyncio.StreamWriter] = []
        self._talks: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self.requests: list[Request] = []
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        server = await asyncio.start_server(self._meet, sock=self._socket, limit=1 << 24)
        self._ready.set()
        await self._stop.wait()
        # Let connections that are just being accepted come in: cancelled, or met by a closed server,
        # they would never be closed.
        while accepting := asyncio.all_tasks() - {asyncio.current_task()} - self._talks:
            await asyncio.gather(*accepting)
        server.close()
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)
        for peer in self._peers:
            peer.transport.abort()  # some are still being written to, and nobody reads
        await asyncio.sleep(0)

    def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._peers.append(writer)
        self._talks.add(asyncio.create_task(self._talk(reader, writer)))

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            request = await _read(reader)
            self.requests.append(request)
            answer = self._script.pop(0) if self._script else self._then
            await answer(Peer(reader, writer), request)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client has had enough
        finally:
            writer.close()


def reply(status: int, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
    """Answer correctly, whatever it says."""

    async def answer(peer: Peer, request: Request) -> None:
        await peer.send(_head(status, {"Content-Length": str(len(body)), **(headers or {})}) + body)

    return answer


def page(status: int = 200) -> Answer:
    """Answer with a web page, as proxies and sign-in portals do."""
    body = b"<!DOCTYPE html><html><body><h1>Please sign in to the portal</h1></body></html>"
    return reply(status, body, {"Content-Type": "text/html"})


def moved(to: str, status: int = 302) -> Answer:
    """Redirect."""
    return reply(status, b"", {"Location": to})


def truncated(body: bytes = b'{"items": [', missing: int = 100) -> Answer:
    """Promise more bytes than are sent, and hang up."""

    async def answer(peer: Peer, request: Request) -> None:
        await peer.send(_head(200, {"Content-Length": str(len(body) + missing)}) + body)

    return answer


def cut_chunk(body: bytes = b'{"items": [') -> Answer:
    """Hang up in the middle of a chunked body."""

    async def answer(peer: Peer, request: Request) -> None:
        await peer.send(_head(200, {"Transfer-Encoding": "chunked"}) + b"%x\r\n%s\r\n" % (len(body), body))

    return answer


def garbage(data: bytes = b"SSH-2.0-OpenSSH_9.2\r\n\r\n") -> Answer:
    """Send exactly these bytes, HTTP or not, and hang up."""

    async def answer(peer: Peer, request: Request) -> None:
        await peer.send(data)

    return answer


def reset(first: bytes = b"") -> Answer:
    """Reset the connection (RST), perhaps after some bytes."""

    async def answer(peer: Peer, request: Request) -> None:
        if first:
            await peer.send(first)
        peer.writer.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
        )
        peer.writer.transport.abort()

    return answer


def silent(first: bytes = b"") -> Answer:
    """Say nothing (more) until the client hangs up."""

    async def answer(peer: Peer, request: Request) -> None:
        if first:
            await peer.send(first)
        await peer.gone()

    return answer


def drip(every: float = 0.05) -> Answer:
    """Send a byte now and then, for ever: never idle, never done."""

    async def answer(peer: Peer, request: Request) -> None:
        await peer.send(_head(200, {"Content-Length": "1000000"}))
        while True:
            await peer.send(b" ")
            await asyncio.sleep(every)

    return answer


def endless(piece: bytes = b" " * 65536) -> Answer:
    """Send the same piece for ever, as fast as the client takes it."""

    async def answer(peer: Peer, request: Request) -> None:
        await peer.send(_head(200, {"Transfer-Encoding": "chunked"}))
        while True:
            await peer.send(b"%x\r\n%s\r\n" % (len(piece), piece))

    return answer


def bomb(size: int, layers: int = 1) -> Answer:
    """Answer with so many blanks, gzipped once or more often."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    blanks = b" " * (1 << 20)
    body = b"".join(packer.compress(blanks) for _ in range(size >> 20)) + packer.flush()
    for _ in range(layers - 1):
        body = gzip.compress(body)
    return reply(200, body, {"Content-Encoding": ", ".join(["gzip"] * layers)})


def nested(depth: int = 100_000) -> Answer:
    """Answer with lists in lists in lists."""
    return reply(200, b"[" * depth + b"]" * depth)


def relay(app: Any) -> Answer:
    """Answer as a real ASGI app does."""
    transport = httpx.ASGITransport(app=app)

    async def answer(peer: Peer, request: Request) -> None:
        host = request.headers.get("host", "127.0.0.1")
        sent = httpx.Request(
            request.method, f"http://{host}{request.target}", headers=request.headers, content=request.body
        )
        got = await transport.handle_async_request(sent)
        body = await got.aread()
        kept = [(name, value) for name, value in got.headers.multi_items() if name != "content-length"]
        lines = "".join(f"{name}: {value}\r\n" for name, value in kept)
        await peer.send(
            f"HTTP/1.1 {got.status_code} Relayed\r\n{lines}Content-Length: {len(body)}\r\n"
            "Connection: close\r\n\r\n".encode("latin-1")
            + body
        )

    return answer


def when(fits: Callable[[Request], bool], yes: Answer, no: Answer) -> Answer:
    """Choose the answer by the request, a path or a method for one."""

    async def answer(peer: Peer, request: Request) -> None:
        await (yes if fits(request) else no)(peer, request)

    return answer


def free_port() -> int:
    """Return a loopback port on which nobody listens: connections to it are refused."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _listening() -> socket.socket:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(100)
    return listener


def _head(status: int, headers: Mapping[str, str]) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status} Rude\r\n{lines}Connection: close\r\n\r\n".encode("latin-1")


async def _read(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.split("\r\n")
    method, target, _ = first.split(" ", 2)
    headers = {
        name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines) if name
    }
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Request(method, target, headers, body)


def _certify(certificate: Path, key: Path) -> None:
    secret = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Practice vendor")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(secret.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(secret, hashes.SHA256())
    )
    certificate.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    key.write_bytes(
        secret.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
