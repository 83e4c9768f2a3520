"""Shiftboard's signature: HMAC-SHA1 in base64, the key being its own characters in ASCII.

A POST is signed over its whole body, byte for byte; a GET over its method and the text of its
params before any encoding. The documented example and its vectors stand in the tests.
"""

import base64
import hmac
from collections.abc import Generator

import httpx


def signature(key: str, signed: bytes) -> str:
    """Return the signature of these bytes: 28 characters of standard base64.

    The key looks like base64 but is not decoded (the documented example proves it).
    """
    return base64.b64encode(hmac.digest(key.encode("ascii"), signed, "sha1")).decode("ascii")


def signed_by_get(method: str, params: str) -> bytes:
    """Return what a GET signs; `params` is the JSON text as it was before base64."""
    return f"method{method}params{params}".encode()


class Signing(httpx.Auth):
    """Signs the exact bytes of a request's body; access key and signature go into the query."""

    requires_request_body = True

    def __init__(self, access_key_id: str, signature_key: str) -> None:
        self._access_key_id = access_key_id
        self._signature_key = signature_key

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Yield the request with `access_key_id` and `signature`, percent-encoded."""
        request.url = request.url.copy_merge_params(
            {
                "access_key_id": self._access_key_id,
                "signature": signature(self._signature_key, request.content),
            }
        )
        yield request
