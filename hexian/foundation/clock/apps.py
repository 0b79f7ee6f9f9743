"""Django's entry for this room."""

from importlib import import_module

from django.apps import AppConfig


class ClockConfig(AppConfig):
    """The room `clock`."""

    name = "hexian.foundation.clock"
    label = "clock"

    def ready(self) -> None:
        """Tell what time it is in a demonstration."""
        import_module("hexian.foundation.clock.demo")
