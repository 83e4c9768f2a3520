"""How Shiftboard lets a request in: reads it in each form that clients send, and checks its signature.

For the practice server. It takes every encoding that the vendor's own clients were seen to send
(NOTES.md, "Signing"); Callboard itself sends only the documented one.
"""

import base64
import binascii
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import parse_qsl

from app.vendors.shiftboard.signing import signature, signed_by_get


class Fault(Exception):
    """Answer with this error: a code and a sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a request. Without an id it gets no answer within a batch."""

    id: str | None
    method: str
    params: Mapping[str, object]


def entered(
    verb: str,
    fields: Mapping[str, str],
    content_type: str,
    body: bytes,
    *,
    access_key_id: str,
    signature_key: str,
) -> tuple[list[object], bool]:
    """Return the raw calls of a request and whether they came as a batch; raise Fault if not let in.

    `fields` are those of query and cookies.
    """
    form = content_type.startswith("application/x-www-form-urlencoded")
    if verb == "POST" and form:
        fields = {**fields, **dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))}
    if fields.get("access_key_id") != access_key_id:
        raise Fault("invalid_access_key", "The access key is missing or unknown.")
    if verb == "POST" and not form:
        _check(fields, signature_key, body)
        raw = _strict(body)
        if raw == []:
            raise Fault("invalid_request", "A batch holds at least one call.")
        return (raw, True) if isinstance(raw, list) else ([raw], False)
    params = plain_base64(fields.get("params", ""))
    method = fields.get("method", "")
    _check(fields, signature_key, signed_by_get(method, params.decode("utf-8", "replace")))
    call = {name: fields[name] for name in ("id", "jsonrpc", "method") if name in fields}
    return [{**call, "params": _strict(params)}], False


def call_of(raw: object) -> Call:
    """Return a call; raise Fault if it is none."""
    if not isinstance(raw, dict) or raw.get("jsonrpc") != "2.0":
        raise Fault("invalid_request", "A request is an object whose jsonrpc is “2.0”.")
    method, params, number = raw.get("method"), raw.get("params"), raw.get("id")
    if not isinstance(method, str):
        raise Fault("invalid_request", "A request names a method.")
    if not isinstance(params, dict):
        raise Fault("invalid_params", "All methods require params, minimally an empty object.")
    return Call(None if number is None else str(number), method, params)


def plain_base64(text: str) -> bytes:
    """Return what is encoded: standard or URL-safe, padded or not, broken into lines or with lost pluses."""
    text = "".join(text.replace(" ", "+").split()).translate(str.maketrans("-_", "+/")).rstrip("=")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise Fault("invalid_base64", "Something that should be base64 is not.") from None


def _check(fields: Mapping[str, str], key: str, signed: bytes) -> None:
    expected = base64.b64decode(signature(key, signed))
    if not hmac.compare_digest(plain_base64(fields.get("signature", "")), expected):
        raise Fault("invalid_signature", "The signature does not match the request.")


def _strict(text: bytes) -> object:
    try:
        return json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Fault("parse_error", "The request is not valid JSON.") from None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)
