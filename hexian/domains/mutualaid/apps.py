"""Django's entry for this room."""

from importlib import import_module

from django.apps import AppConfig


class MutualAidConfig(AppConfig):
    """The room `mutualaid`."""

    name = "hexian.domains.mutualaid"
    label = "mutualaid"

    def ready(self) -> None:
        """Let the room declare what it tells others: duties, runners, event handlers, personal data."""
        for part in ("access", "services", "notices", "privacy"):
            import_module(f"{self.name}.{part}")
