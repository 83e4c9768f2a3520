"""A vendor's own words, made fit for a sentence of ours: plain, short, without secrets or HTML."""

import json
import re
from collections.abc import Callable, Collection
from urllib.parse import quote

Words = Callable[[bytes], str | None]

LONGEST_QUOTE = 1000  # characters of a vendor's own words


def quoted(words: Words, body: bytes, secrets: Collection[str] = ()) -> str | None:
    """Return a vendor's own words, fit for a sentence: plain, short, without secrets or HTML."""
    if not body.strip() or body.lstrip()[:1] == b"<":
        return None
    try:
        said = words(body) if body.lstrip()[:1] in (b"{", b"[", b'"') else body.decode()  # else no JSON
    except (ValueError, RecursionError, LookupError, TypeError):
        return None
    if not isinstance(said, str) or not said.strip():  # vendors put objects where texts are documented
        return None
    said = plain(said)
    said = without_secrets(said, secrets)
    if re.search(r"<[A-Za-z!/?]", said):
        return None
    return said if len(said) <= LONGEST_QUOTE else said[: LONGEST_QUOTE - 1] + "…"


def without_secrets(text: str, secrets: Collection[str]) -> str:
    """Return a text with an ellipsis for each secret in it, however it is spelt."""
    for secret in sorted(secrets, key=len, reverse=True):
        in_json = json.dumps(secret)[1:-1]
        for form in (secret, plain(secret), quote(secret, safe=""), in_json, in_json.replace("/", "\\/")):
            text = text.replace(form, "…") if form else text
    return text


def plain(text: str) -> str:
    """Return a text on one line, without control, direction and other invisible characters."""
    return " ".join(
        "".join(" " if ch.isspace() else ch for ch in text if ch.isspace() or ch.isprintable()).split()
    )
