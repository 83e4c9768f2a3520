"""Where Trio's links lead: a key goes to its own server alone, so that is told from all others.

A link is kept as the path from the server's root if it leads to the connection's own server, and
as an address if it leads to another one: whether it may be used can be seen from it alone.
"""

from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from app.account import Account
from app.http import origin


def address(link: str, beside: str, account: Account) -> str:
    """Return where a link in an answer leads, an absolute address; raise ValueError if it is none.

    `beside`: the address that a relative link is relative to.
    """
    path = urlsplit(account.base_url).path
    if link.startswith("/") and not link.startswith(("//", f"{path}/")):
        return account.base_url + link  # relative to the API rather than to the server
    return urljoin(beside, link)


def kept(link: str, account: Account) -> str | None:
    """Return a link of a record's as it is kept, or None if it is no address."""
    if not link.isprintable() or " " in link:
        return None
    root = _root(account.base_url)
    if link.startswith(f"{root}/"):
        return link[len(root) :]
    try:
        whole = address(link, f"{account.base_url}/", account)
        if origin(whole) != origin(account.base_url):
            return whole
    except ValueError:
        return None
    parts = urlsplit(whole)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def is_own(link: str) -> bool:
    """Tell whether a link that was kept leads to the connection's own server."""
    return link.startswith("/")


def absolute(link: str, account: Account) -> str:
    """Return the address of a link that was kept."""
    return _root(account.base_url) + link if is_own(link) else link


@lru_cache(maxsize=64)
def _root(base_url: str) -> str:
    parts = urlsplit(base_url)
    return f"{parts.scheme}://{parts.netloc}"
