"""Names of what happens in this room."""

from typing import Final

STARTED: Final = "clock.started"
MET: Final = "clock.met"
PAUSED: Final = "clock.paused"
RESUMED: Final = "clock.resumed"
CANCELLED: Final = "clock.cancelled"
OVERDUE: Final = "clock.overdue"
DEADLINE_MOVED: Final = "clock.deadline_moved"
CALENDAR_ENTERED: Final = "clock.calendar_entered"
DEMO_ADVANCED: Final = "clock.demo_advanced"
CALENDAR_SEEDED: Final = "clock.calendar_seeded"
