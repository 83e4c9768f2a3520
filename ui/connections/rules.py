"""What is wrong with what stands in the form, in sentences. Pure; the engine judges again on saving."""

import re
from collections.abc import Collection
from ipaddress import ip_address
from urllib.parse import urlsplit

from app.zones import zone

_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")


def name_amiss(name: str, taken: Collection[str]) -> str:
    """Return what is wrong with a connection's name, "" if nothing is."""
    if not name:
        return "Give it a name, such as north-hospitals."
    if not _NAME.fullmatch(name):
        return "Use small letters, digits and hyphens; begin with a letter or digit."
    if name in taken:
        return f"There is a connection called {name} already."
    return ""


def address_amiss(text: str) -> str:
    """Return what is wrong with a vendor's address, "" if nothing is."""
    if not text:
        return "Enter the address of the vendor’s interface; it begins with https://."
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return "This is no web address."
    if parts.scheme not in ("http", "https") or not host or any(c.isspace() for c in text):
        return "Enter a whole web address; it begins with https://."
    if parts.username is not None or parts.password is not None:
        return "Leave user name and password out of the address; they have fields of their own."
    if parts.scheme == "http" and not _is_this_machine(host):
        return "Use https://; without it anybody on the way could read along."
    return ""


def zone_amiss(name: str) -> str:
    """Return what is wrong with a time zone's name, "" if nothing is."""
    if not name:
        return "Choose the zone of the clock on the wall where the shifts are."
    try:
        zone(name)
    except ValueError as error:
        return str(error)
    return ""


def portal_amiss(text: str) -> str:
    """Return what is wrong with the address of the vendor's own pages, "" if nothing is; it may be empty."""
    if not text:
        return ""
    if urlsplit(text.replace("{external_id}", "x")).scheme not in ("http", "https"):
        return "Enter a web address; {external_id} stands for the shift."
    return ""


def proxy_amiss(text: str) -> str:
    """Return what is wrong with a proxy, "" if nothing is; empty is the system's."""
    if text in ("", "system", "none"):
        return ""
    try:
        parts = urlsplit(text)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port is not None
    except ValueError:
        fits = False
    if not fits:
        return "Enter system, none, or an address such as http://proxy.example.com:3128."
    if "@" in parts.netloc:
        return "Leave user name and password out: anybody could read them there."
    return ""


def suggested_name(vendor_title: str, taken: Collection[str]) -> str:
    """Return a name that is free, made of the vendor's title."""
    stem = re.sub(r"[^a-z0-9]+", "-", vendor_title.casefold()).strip("-") or "vendor"
    names = (stem if n == 1 else f"{stem}-{n}" for n in range(1, 1000))
    return next((name for name in names if name not in taken), stem)


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
