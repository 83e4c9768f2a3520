"""The way of a request to its vendor: through which proxy, and whose certificates are trusted."""

import logging
import os
import ssl
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import httpx

from app.errors import Unusable

log = logging.getLogger(__name__)

SYSTEM, NONE = "system", "none"  # the words for a proxy that is the system's, and for no proxy
ONLY = ("SSL_CERT_FILE", "SSL_CERT_DIR")  # name the authorities that alone are trusted
# A packaged Python looks where the system that built it has them; these are Debian's, Fedora's, openSUSE's.
BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
)


@dataclass(frozen=True, slots=True)
class Way:
    """How a connection reaches its vendor. This machine itself is always reached directly."""

    proxy: str = SYSTEM  # or none, or an address
    certificates: str | None = None  # a file of authorities that are trusted beside the usual ones


USUAL = Way()


def opened(way: Way, *, secure: bool, direct: bool, **options: Any) -> httpx.AsyncClient:
    """Return httpx's client for that way; raise Unusable, with what to mend, where it cannot be gone.

    `secure`: TLS will be spoken. `direct`: no proxy leads there, as to this machine itself.
    """
    named = way.proxy if way.proxy not in (SYSTEM, NONE) and not direct else None
    try:
        return httpx.AsyncClient(
            verify=_tls(way.certificates) if secure else False,
            proxy=named,
            trust_env=way.proxy == SYSTEM and not direct,
            **options,
        )
    except OSError as error:
        given = way.certificates and f"in {way.certificates}"
        raise Unusable(
            f"The certificates {given or 'that SSL_CERT_FILE or SSL_CERT_DIR name'} cannot be read; "
            "nothing was sent."
        ) from error
    except (ImportError, ValueError, httpx.InvalidURL) as error:
        who = f"The proxy {named}" if named else "The proxy that HTTPS_PROXY or ALL_PROXY names"
        raise Unusable(
            f"{who} cannot be used; nothing was sent. Name one that begins with http:// or https://."
        ) from error


def proxy_amiss(text: str) -> str:
    """Return what is wrong with a proxy's address, "" if nothing is."""
    if text in (SYSTEM, NONE):
        return ""
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in {"http", "https"}:
        return "should be system, none, or an address such as http://proxy.example.com:3128"
    if "@" in parts.netloc:
        return "must not hold a user name or password: anybody could read them there"
    return ""


@lru_cache(maxsize=8)
def _tls(certificates: str | None) -> ssl.SSLContext:
    # Building one takes 78 ms; connections with the same authorities share it.
    context = httpx.create_ssl_context()  # with the authorities that come with it, or those of the variables
    if not any(os.environ.get(name) for name in ONLY):
        _trust_system(context)
    if certificates is not None:
        context.load_verify_locations(cafile=certificates)
    return context


def _trust_system(context: ssl.SSLContext) -> None:
    """Trust the system's authorities as well, to which a company adds its own."""
    purpose = ssl.Purpose.SERVER_AUTH
    try:
        context.load_default_certs(purpose)
    except (
        ssl.SSLError
    ) as error:  # Python hands Windows' stores over as one piece, and one bad entry spoils it
        log.warning("the system's store of certificates holds one that cannot be read: %s", error)
        context.set_default_verify_paths()
        for certificate in _stored(purpose):
            with suppress(ssl.SSLError):
                context.load_verify_locations(cadata=certificate)
    for bundle in BUNDLES:
        with suppress(OSError):  # none here, or none that can be read: that is for the system's owner to mend
            context.load_verify_locations(cafile=bundle)
            return


def _stored(purpose: ssl.Purpose) -> Iterator[bytes]:
    """Yield each authority of Windows' stores that is trusted for a purpose."""
    stored = getattr(ssl, "enum_certificates", None)
    if stored is None:  # Windows alone has it
        return
    for store in ("CA", "ROOT"):
        for certificate, encoding, trust in stored(store):
            if encoding == "x509_asn" and (trust is True or purpose.oid in trust):
                yield certificate
