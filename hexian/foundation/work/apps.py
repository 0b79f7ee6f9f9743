"""Django's entry for this room."""

from importlib import import_module

from django.apps import AppConfig


class WorkConfig(AppConfig):
    """The room `work`."""

    name = "hexian.foundation.work"
    label = "work"

    def ready(self) -> None:
        """Let the queue know what it can do."""
        # it needs models and the queue's own app, which are only there now
        for part in ("runs", "scheduling"):
            import_module(f"hexian.foundation.work.{part}")
