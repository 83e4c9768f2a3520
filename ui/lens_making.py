"""What makes a lens when somebody first looks through it; until then not even its module is read."""

from typing import Any


def new_lens(key: str, *common: Any) -> Any:
    """Return a lens by its key, the board excepted. All are made of the same parts."""
    from ui.calendar.agenda import Agenda
    from ui.calendar.hours import HoursView
    from ui.calendar.month import MonthView
    from ui.calendar.timeline import Timeline
    from ui.coverage.heat import HeatMap
    from ui.inbox.page import InboxPage

    match key:
        case "month":
            return MonthView(*common)
        case "week" | "day":
            return HoursView(*common, days=7 if key == "week" else 1)
        case "timeline":
            return Timeline(*common)
        case "agenda":
            return Agenda(*common)
        case "inbox":
            return InboxPage(*common)
        case _:
            return HeatMap(*common)
