"""Django's entry for this room."""

from django.apps import AppConfig


class AttachmentsConfig(AppConfig):
    """The room `attachments`."""

    name = "hexian.foundation.attachments"
    label = "attachments"
