"""Django's entry for this room."""

from importlib import import_module

from django.apps import AppConfig


class OrgsConfig(AppConfig):
    """The room `orgs`."""

    name = "hexian.domains.orgs"
    label = "orgs"

    def ready(self) -> None:
        """Let the room declare what it tells others: duties, event handlers, sealed columns."""
        for part in ("access", "services", "notices", "privacy"):
            import_module(f"{self.name}.{part}")
