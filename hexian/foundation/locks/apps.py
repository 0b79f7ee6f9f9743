"""Django's entry for this room."""

from django.apps import AppConfig


class LocksConfig(AppConfig):
    """The room `locks`."""

    name = "hexian.foundation.locks"
    label = "locks"
