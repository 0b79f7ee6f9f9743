"""Django's entry for this room."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CryptoConfig(AppConfig):
    """The room `crypto`."""

    name = "hexian.foundation.crypto"
    label = "crypto"

    def ready(self) -> None:
        """Let every room declare its sealed columns."""
        autodiscover_modules("privacy")
