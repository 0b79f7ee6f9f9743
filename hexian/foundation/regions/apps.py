"""Django's entry for this room."""

from django.apps import AppConfig


class RegionsConfig(AppConfig):
    """The room `regions`."""

    name = "hexian.foundation.regions"
    label = "regions"
