"""Names of what happens in this room."""

from typing import Final

CHANGED: Final = "lawbook.changed"
SEEDED: Final = "lawbook.seeded"
