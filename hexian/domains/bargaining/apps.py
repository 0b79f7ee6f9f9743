"""Django's entry for this room."""

from importlib import import_module

from django.apps import AppConfig


class BargainingConfig(AppConfig):
    """The room `bargaining`."""

    name = "hexian.domains.bargaining"
    label = "bargaining"

    def ready(self) -> None:
        """Let the room declare what it tells others: duties, event handlers, sealed columns."""
        for part in ("access", "services", "documents", "notices", "privacy"):
            import_module(f"{self.name}.{part}")
