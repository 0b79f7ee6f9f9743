"""Django's entry for the screens."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The screens: templates, static files, and the shared cache table."""

    name = "hexian.web"
    label = "web"
