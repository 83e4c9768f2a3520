"""Whether a file is an administrator's: who may write into a folder may not thereby lay down a policy."""

import sys
from pathlib import Path

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _FILE, _OWNER = 1, 1  # SE_FILE_OBJECT, OWNER_SECURITY_INFORMATION
    _SYSTEM, _ADMINISTRATORS = 22, 26  # WinLocalSystemSid, WinBuiltinAdministratorsSid


def is_administrators(path: Path) -> bool:
    """Tell whether Windows' administrators, or the system itself, own a file.

    Elsewhere where it lies is enough: no user may write there. On Windows anybody may make folders
    below ProgramData, and what is in them.
    """
    if sys.platform == "win32":
        security = ctypes.WinDLL("advapi32")
        owner, descriptor = ctypes.c_void_p(), ctypes.c_void_p()
        failed = security.GetNamedSecurityInfoW(
            wintypes.LPCWSTR(str(path)), _FILE, _OWNER, ctypes.byref(owner), None, None, None,
            ctypes.byref(descriptor),
        )  # fmt: skip
        if failed:
            return False
        try:
            return any(security.IsWellKnownSid(owner, kind) for kind in (_SYSTEM, _ADMINISTRATORS))
        finally:
            ctypes.WinDLL("kernel32").LocalFree(descriptor)
    return True
