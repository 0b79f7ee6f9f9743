"""Django's entry for the jobs."""

from importlib import import_module

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """What the program does by itself."""

    name = "hexian.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Register handlers, the schedule and the worker: whoever publishes must know who listens."""
        for part in ("actors", "handlers", "comparing", "schedule", "worker"):
            import_module(f"hexian.jobs.{part}")
