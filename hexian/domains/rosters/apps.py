"""Django's entry for this room."""

from importlib import import_module

from django.apps import AppConfig


class RostersConfig(AppConfig):
    """The room `rosters`."""

    name = "hexian.domains.rosters"
    label = "rosters"

    def ready(self) -> None:
        """Let the room declare what it tells others: duties, runners, event handlers, personal data."""
        for part in ("access", "services", "notices", "privacy"):
            import_module(f"{self.name}.{part}")
