"""Django's entry for this room."""

from django.apps import AppConfig


class ClockConfig(AppConfig):
    """The room `clock`."""

    name = "hexian.foundation.clock"
    label = "clock"
