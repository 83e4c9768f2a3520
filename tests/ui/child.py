"""A small engine for tests: it speaks the real one's lines, and does on demand what a bad one would do."""

import json
import sys


def say(**message: object) -> None:
    print(json.dumps(message), flush=True)


VENDORS = [
    {
        "key": "acme",
        "title": "Acme Staffing",
        "base_url": "https://api.example.com",
        "poll_every": 60,
        "secrets": [{"name": "api_key", "title": "API key"}],
        "settings": [
            {
                "name": "end_time",
                "title": "End time",
                "choices": ["duration", "offset"],
                "default": "duration",
            }
        ],
    }
]
connections = {
    "north": {
        "name": "north",
        "vendor": "acme",
        "base_url": "https://api.example.com",
        "timezone": "Europe/London",
        "enabled": True,
        "window_back": 7,
        "window_ahead": 60,
        "poll_every": 60,
        "portal_url": None,
        "zones": {"Mercy": "Europe/Paris"},
        "end_time": "offset",
        "secrets_on_file": ["api_key"],
    }
}
say(notice="ready", demo=False, connections=[*connections])
for line in sys.stdin:
    message = json.loads(line)
    answer = {"answer": message.get("id"), "ok": True}
    match message["do"]:
        case "vendors":
            say(**answer, vendors=VENDORS)
        case "connections":
            say(**answer, connections=[*connections.values()], problems=[])
        case "save":
            given = message["connection"]
            if given["base_url"].endswith("refused"):
                say(**{**answer, "ok": False}, error="That address is not one.", field="base_url")
            else:
                connections[given["name"]] = {**given, "secrets_on_file": [*message["secrets"]]}
                say(**answer)
                say(notice="connections")
        case "test":
            say(**answer, account="Desk of Acme", facts=["It may read shifts."])
        case "remove":
            del connections[message["name"]]
            say(**answer)
            say(notice="connections")
        case "wake":
            names = message["connections"] or [*connections]
            for name in names:
                say(
                    notice="health",
                    connection=name,
                    vendor_title="Acme Staffing",
                    phase="pulling",
                    fetched=3,
                    total=9,
                )
            say(**answer)
        case "acknowledge":
            say(notice="committed", connection="", ids=message["changes"], changes=0)
            say(**answer)
        case "garble":
            print("this is no message\n[1, 2]\n", flush=True)
            say(**answer)
        case "do":
            say(**answer)
        case "die":
            sys.exit(3)
        case "stop":
            break
