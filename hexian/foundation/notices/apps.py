"""Django's entry for this room."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """The room `notices`."""

    name = "hexian.foundation.notices"
    label = "notices"
