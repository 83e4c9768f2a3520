"""A Shiftboard server for the benchmark: real answers of the practice vendor, rendered once.

`python tests/bench/replay.py SHIFTS` prints one line of JSON, {base_url, secrets, timezone,
shifts}, and serves until its standard input closes. A page that was asked for before comes from
memory, so that both pipelines wait for the network and not for the rendering.
"""

import json
import socket
import sys
import threading
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import date
from typing import Any

import uvicorn

from app.vendors.shiftboard.simulator import practise
from app.world import World

SHARE = 0.45  # of a world's shifts are Shiftboard's

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Replay:
    """An ASGI app that answers a known request from memory."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self._known: dict[str, list[Message]] = {}

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        asked = json.loads(body)
        request = json.dumps([asked["method"], asked["params"]], sort_keys=True)
        if request not in self._known:
            said: list[Message] = []

            async def again() -> Message:
                return {"type": "http.request", "body": body, "more_body": False}

            async def keep(message: Message) -> None:
                said.append(message)

            await self._app(scope, again, keep)
            self._known[request] = said
        for message in self._known[request]:
            await send(message)


def main() -> None:
    """Serve until nobody needs it any more."""
    shifts = int(sys.argv[1])
    world = World(1, today=date.today(), shifts=round(shifts / SHARE))
    practice = practise(world)
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(
            Replay(practice.app), lifespan="off", ws="none", log_level="critical", access_log=False
        )
    )
    threading.Thread(target=server.run, args=([listener],), daemon=True).start()
    told = {
        "base_url": f"http://127.0.0.1:{listener.getsockname()[1]}{practice.path}",
        "secrets": dict(practice.secrets),
        "timezone": practice.timezone,
        "shifts": len(world.needs["shiftboard"]),
    }
    print(json.dumps(told), flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
