"""`hx run`: the same as ./run."""

from __future__ import annotations

import os
import sys

import click


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def run(options: tuple[str, ...]) -> None:
    """Hand over to set-up, which starts everything."""
    os.execv(sys.executable, [sys.executable, "-m", "hexian.setup", "run", *options])  # noqa: S606 - ourselves
