"""What a shift of uTRAC has to show beside its fields: that it is only read, and who replied when."""

from collections.abc import Sequence

from app.action import Section
from app.domain import Shift

READS_ONLY = (
    "uTRAC's interface only reads: nothing can be claimed, assigned, confirmed or released from here. "
    "Changes are acknowledged on this desk"
)


def sections(shift: Shift) -> Sequence[Section]:
    """Return a remark on what can be done, and the replies of those on the shift."""
    answering = (
        "; to answer, open the shift at uTRAC."
        if shift.url
        else "; to answer, go to uTRAC itself. With a portal_url this connection would open the shift there."
    )
    return (Section(title="What can be done", text=READS_ONLY + answering), _replies(shift))


def _replies(shift: Shift) -> Section:
    """Return who replied when, in the order of the shift's assignments."""
    if not shift.assignments:
        return Section(title="Replies", text="Nobody is assigned.")
    return Section(
        title="Replies",
        head=("Person", "Status", "Replied", "Assigned", "Assigned by"),
        rows=tuple(
            (one.person, one.status, one.responded_at, one.assigned_at, one.assigned_by)
            for one in shift.assignments
        ),
    )
