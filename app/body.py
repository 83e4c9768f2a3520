"""An answer's body, decompressed and counted while it arrives: hostile ones are cut off early."""

import zlib
from collections.abc import AsyncIterator, Iterator

import httpx

from app.errors import Garbled

LARGEST = 64 * 1024 * 1024  # bytes of an answer, decompressed
PIECE = 64 * 1024  # bytes that are decompressed at once: a bomb of any size costs no more


async def bound(answer: httpx.Response) -> None:
    """Make an answer refuse to be read beyond `LARGEST`; a response hook for httpx.

    As a hook it also guards what an `httpx.Auth` reads. httpx's own decompression would unpack
    each piece whole, and layers of it upon another, before anybody could count.
    """
    coding = answer.headers.pop("content-encoding", "identity").strip().lower()
    if isinstance(answer.stream, httpx.AsyncByteStream):
        answer.stream = _Bounded(answer.stream, coding)


class _Bounded(httpx.AsyncByteStream):
    def __init__(self, raw: httpx.AsyncByteStream, coding: str) -> None:
        self._raw = raw
        self._coding = coding

    async def __aiter__(self) -> AsyncIterator[bytes]:
        if self._coding in {"", "identity"}:
            unpacker = None
        elif self._coding in {"gzip", "x-gzip"}:
            unpacker = zlib.decompressobj(wbits=31)
        else:
            raise Garbled("The vendor's answer is compressed in a way that was not asked for.")
        size = 0
        begun = False
        async for piece in self._raw:
            begun = begun or bool(piece)
            for part in _unpacked(piece, unpacker) if unpacker else (piece,):
                size += len(part)
                if size > LARGEST:
                    raise Garbled("The vendor's answer is larger than 64 MiB; it was not read.")
                yield part
        if unpacker and begun and not unpacker.eof:
            raise Garbled("The vendor's answer is damaged: it could not be decompressed.")

    async def aclose(self) -> None:
        await self._raw.aclose()


def _unpacked(data: bytes, unpacker: "zlib._Decompress") -> Iterator[bytes]:
    while data and not unpacker.eof:
        try:
            part = unpacker.decompress(data, PIECE)
        except zlib.error as error:
            raise Garbled("The vendor's answer is damaged: it could not be decompressed.") from error
        data = unpacker.unconsumed_tail
        yield part
