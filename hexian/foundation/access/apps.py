"""Django's entry for this room."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """The room `access`."""

    name = "hexian.foundation.access"
    label = "access"
