"""Django's entry for this room."""

from importlib import import_module

from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    """The room `decisions`."""

    name = "hexian.domains.decisions"
    label = "decisions"

    def ready(self) -> None:
        """Let the room declare what it tells others: duties, event handlers, sealed columns."""
        for part in ("access", "queries", "services", "notices", "privacy"):
            import_module(f"{self.name}.{part}")
