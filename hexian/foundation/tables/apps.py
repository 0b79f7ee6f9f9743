"""Django's entry for this room."""

from importlib import import_module

from django.apps import AppConfig


class TablesConfig(AppConfig):
    """The room `tables`."""

    name = "hexian.foundation.tables"
    label = "tables"

    def ready(self) -> None:
        """Let the room declare its duties: standard roles name them."""
        import_module("hexian.foundation.tables.access")
