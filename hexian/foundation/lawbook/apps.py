"""Django's entry for this room."""

from django.apps import AppConfig


class LawbookConfig(AppConfig):
    """The room `lawbook`."""

    name = "hexian.foundation.lawbook"
    label = "lawbook"
