"""The yardstick of a first pull: the least that gets the same pages into a database.

Standard-library HTTP, json, plain SQLite, 25 columns, one commit a page; no checks, no index,
no search, no encryption. `python tests/bench/minimal.py BASE_URL FIRST LAST FILE` takes the
secrets from the environment and prints {"rows": N}.
"""

import base64
import hashlib
import hmac
import http.client
import json
import os
import sqlite3
import sys
from urllib.parse import urlencode, urlsplit

FIELDS = (
    "id", "count", "qty", "start_date", "end_date", "timezone", "workgroup", "subject", "location",
    "role", "client", "department", "covered", "published", "urgent", "covering_member", "details",
    "reference_id", "room_floor", "zipcode", "pay_rate", "acknowledged", "created", "updated",
    "status_updated",
)  # fmt: skip


def main() -> None:
    """Read all pages into the file."""
    base_url, first, last, file = sys.argv[1:]
    key = os.environ["SIGNATURE_KEY"].encode()
    address = urlsplit(base_url)
    line = http.client.HTTPConnection(address.hostname or "", address.port)
    db = sqlite3.connect(file)
    db.execute("pragma journal_mode=wal")
    db.execute("pragma synchronous=normal")
    db.execute(f"create table shift({', '.join(FIELDS)})")
    insert = f"insert into shift values({', '.join('?' * len(FIELDS))})"
    page: object = {"start": 1, "batch": 1000}
    rows = 0
    while page:
        params = {
            "select": {"start_date": first, "end_date": last},
            "page": page,
            "extended": True,
            "referenced_objects": True,
            "user_actions": True,
        }
        body = json.dumps({"id": 1, "jsonrpc": "2.0", "method": "shift.list", "params": params}).encode()
        signature = base64.b64encode(hmac.digest(key, body, hashlib.sha1)).decode()
        query = urlencode({"access_key_id": os.environ["ACCESS_KEY_ID"], "signature": signature})
        line.request("POST", f"{address.path or '/'}?{query}", body, {"Content-Type": "application/json"})
        result = json.loads(line.getresponse().read())["result"]
        shifts = result["shifts"]
        db.executemany(insert, [tuple(map(shift.get, FIELDS)) for shift in shifts])
        db.commit()
        rows += len(shifts)
        page = result.get("page", {}).get("next")
    db.close()
    print(json.dumps({"rows": rows}))


if __name__ == "__main__":
    main()
