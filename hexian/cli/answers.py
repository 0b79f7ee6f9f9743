"""How a command ends when it cannot do its work: one sentence, exit code 1, no traceback for what people can mend."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import click
import psycopg
from django.db import OperationalError

from hexian.embedded import PostgresError
from hexian.foundation.actor import Refused
from hexian.foundation.crypto import texts
from hexian.foundation.crypto.keyfiles import KeyFolderError


class Stop(click.ClickException):
    """The command ends here; the message says what is wrong and what to do."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the sentence as it is, without «Error:»."""
        click.echo(click.style(self.format_message(), fg="red"), err=True)


@contextmanager
def answering() -> Iterator[None]:
    """Turn what may go wrong with keys, files and the database into a sentence."""
    try:
        yield
    except Refused as refusal:
        raise Stop(texts.of(refusal)) from refusal
    except (KeyFolderError, PostgresError) as fault:
        raise Stop(str(fault)) from fault
    except (OperationalError, psycopg.OperationalError) as fault:
        reason = str(fault).strip().splitlines()[-1]
        raise Stop(f"连不上数据库（{reason}）。请确认数据库开着（./run 会启动它），再运行一次。") from fault
    except OSError as fault:
        where = f" {fault.filename}" if fault.filename else ""
        raise Stop(f"文件读写没有成功{where}：{fault.strerror or fault}。请检查磁盘空间和权限，再运行一次。") from fault
