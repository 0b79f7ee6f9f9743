"""One function per verb: take a file in, run it, decide what was held, answer contests, read the sample."""

from hexian.domains.mutualaid.services.receiving import cancel, confirm_columns, receive
from hexian.domains.mutualaid.services.running import start_run

__all__ = ["cancel", "confirm_columns", "receive", "start_run"]
