"""Django's entry for this room."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """The room `events`."""

    name = "hexian.foundation.events"
    label = "events"
