"""Django's entry for this room."""

from django.apps import AppConfig


class TablesConfig(AppConfig):
    """The room `tables`."""

    name = "hexian.foundation.tables"
    label = "tables"
