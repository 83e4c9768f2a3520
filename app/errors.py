"""What can go wrong, by what the caller does next.

`str(error)` is a sentence for the screen: what happened, what was kept, what to do. The
foreign cause is chained. A new class is justified by a new `except`, never by a new cause.
"""


class CallboardError(Exception):
    """Anything that Callboard says no to; its text is a sentence for the user."""


class VendorError(CallboardError):
    """A vendor did not give what was asked for; the cached data stands as it was."""


class Unreachable(VendorError):
    """Wait and try again: the network, an overloaded or a broken server.

    `retry_after` is the vendor's own wish in seconds, or None. `left` is false where not a
    byte of the request can have reached the vendor.
    """

    def __init__(self, sentence: str, *, retry_after: float | None = None, left: bool = True) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after
        self.left = left


class TimedOut(Unreachable):
    """Wait for the next pull: a request that timed out is not repeated within this one."""


class SignInNeeded(VendorError):
    """Ask the user for credentials: those on file are not accepted."""


class Refused(VendorError):
    """Tell the user, in the vendor's own words, and drop the wish."""


class Garbled(VendorError):
    """Their wire does not fit: keep what we have and report it."""


class Suspicious(VendorError):
    """Too much would vanish at once: keep what we have until a second listing agrees."""


class Unusable(CallboardError):
    """Wrong use, configuration, key or file version: nothing was touched (exit code 2)."""


class Failed(CallboardError):
    """Something on this machine failed, a full disk for one; what was there is intact (exit code 1)."""


class Busy(Failed):
    """Another process is at it: come back later, nothing is wrong."""
