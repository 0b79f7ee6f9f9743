"""Django's entry for the screens."""

from django.apps import AppConfig

from hexian.web import sentences


class WebConfig(AppConfig):
    """The screens: templates, static files, and the shared cache table."""

    name = "hexian.web"
    label = "web"

    def ready(self) -> None:
        """Django's own sentences give way to ours."""
        sentences.speak()
