"""The vendors that Callboard speaks to: one line each."""

from app.vendor import Vendor
from app.vendors.fourspaces.adapter import FOURSPACES
from app.vendors.shiftboard.adapter import SHIFTBOARD
from app.vendors.trio.adapter import TRIO
from app.vendors.utrac.adapter import UTRAC

VENDORS: dict[str, Vendor] = {vendor.key: vendor for vendor in (TRIO, SHIFTBOARD, UTRAC, FOURSPACES)}
