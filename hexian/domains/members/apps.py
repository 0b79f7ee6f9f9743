"""Django's entry for this room."""

from importlib import import_module

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """The room `members`."""

    name = "hexian.domains.members"
    label = "members"

    def ready(self) -> None:
        """Let the room declare what it tells others: duties, event handlers, sealed columns."""
        for part in ("access", "queries", "services", "notices", "privacy"):
            import_module(f"{self.name}.{part}")
