"""Django's entry for this room."""

from importlib import import_module

from django.apps import AppConfig


class EntitlementsConfig(AppConfig):
    """The room `entitlements`."""

    name = "hexian.domains.entitlements"
    label = "entitlements"

    def ready(self) -> None:
        """Let the room declare what it tells others: event handlers, personal data."""
        for part in ("access", "services", "notices", "privacy"):
            import_module(f"{self.name}.{part}")
