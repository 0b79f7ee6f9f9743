"""Django's entry for this room."""

from importlib import import_module

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The room `ledger`."""

    name = "hexian.domains.ledger"
    label = "ledger"

    def ready(self) -> None:
        """Let the room declare what it tells others: duties, event handlers, personal data."""
        for part in ("access", "services", "notices", "privacy"):
            import_module(f"{self.name}.{part}")
