"""A Trio server for the benchmark that notes when a claim arrives, in as little time as Python allows.

`python tests/bench/acts.py SHIFTS` prints one line of JSON, {base_url, secrets, timezone}, and
serves until its standard input closes; then it prints {external id: seconds} of the system's
monotonic clock, which all processes share.
"""

import asyncio
import json
import re
import sys
import time
from datetime import date, timedelta
from typing import Any

SHIFT = re.compile(rb"/trio/shifts/([0-9a-f]{8})-[^/ ]*(/claim)?$")


class Acts:
    """Open shifts, each of which somebody may claim."""

    def __init__(self, shifts: int) -> None:
        self.arrived: dict[str, float] = {}
        self._shifts = shifts

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection until it closes."""
        try:
            while first := await reader.readline():
                now = time.monotonic()
                path = first.split(b" ")[1]
                length = 0
                while (header := await reader.readline()) not in (b"\r\n", b""):
                    name, _, value = header.partition(b":")
                    length = int(value) if name.lower() == b"content-length" else length
                await reader.readexactly(length)
                body = json.dumps(self._answer(path, now)).encode()
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
                writer.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def _answer(self, path: bytes, now: float) -> object:
        if found := SHIFT.search(path):
            number = int(found[1], 16)
            if found[2]:
                self.arrived.setdefault(external_id(number), now)
            return self._shift(number)
        if path.endswith(b"/statuses"):
            return []
        items = [self._shift(number) for number in range(1, self._shifts + 1)]
        return {"items": items, "links": {"next": None}, "totalCount": len(items)}

    def _shift(self, number: int) -> dict[str, Any]:
        day = date.today() + timedelta(days=1 + number % 50)
        taken = external_id(number) in self.arrived
        return {
            "id": external_id(number),
            "number": number,
            "start": f"{day}T07:00:00",
            "end": f"{day}T19:00:00",
            "profession": "RN",
            "specialty": "ICU",
            "status": {"id": 2, "name": "Pending"} if taken else {"id": 1, "name": "Open"},
            "candidate": {"id": external_id(0), "name": "Robin Bench"} if taken else None,
            "availableActions": [{"name": "Decline" if taken else "Claim", "precedence": 1}],
            "notes": None,
        }


def external_id(number: int) -> str:
    """Return the id of a shift."""
    return f"{number:08x}-0000-4a01-8000-7472696f0000"


async def main() -> None:
    """Serve until nobody needs it any more."""
    acts = Acts(int(sys.argv[1]))
    server = await asyncio.start_server(acts.talk, "127.0.0.1", 0)
    told = {
        "base_url": f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/trio",
        "secrets": {"api_key": "bench"},
        "timezone": "America/New_York",
    }
    print(json.dumps(told), flush=True)
    await asyncio.to_thread(sys.stdin.read)
    print(json.dumps(acts.arrived), flush=True)
    server.close()


if __name__ == "__main__":
    asyncio.run(main())
