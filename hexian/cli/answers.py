"""How a command ends when it cannot do its work: one sentence, exit code 1, no traceback for what people can mend."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import click
import psycopg
from django.conf import settings
from django.db import OperationalError, connection

from hexian.embedded import PostgresError
from hexian.foundation.actor import Refused
from hexian.foundation.crypto import texts
from hexian.foundation.crypto.keyfiles import KeyFolderError


class Stop(click.ClickException):
    """The command ends here; the message says what is wrong and what to do."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the sentence as it is, without «Error:»."""
        click.echo(click.style(self.format_message(), fg="red"), err=True)


#: What libpq's words mean, the most telling first.
_REASONS = {
    "password authentication failed": "账号或密码不对",
    "no password supplied": "少了密码",
    "does not exist": "没有这个账号或这个库",
    "could not translate host name": "找不到这台主机",
    "Connection refused": "那里没有数据库在听",
    "No such file or directory": "那里没有数据库在听",
    "timeout": "等了很久没有回答",
    "too many": "连接已满",
}


def unreachable(fault: Exception) -> Stop:
    """The sentence for a database that does not let us in: which address was tried, never its password, what to do."""
    reason = next((meaning for words, meaning in _REASONS.items() if words in str(fault)), "它没有接受连接")
    remedy = (
        "检查 DATABASE_URL 写的地址、账号，和那台数据库是否开着"
        if settings.DATABASE_IS_GIVEN
        else "确认数据库开着（./run 会启动它）"
    )
    return Stop(f"连不上数据库 {_tried()}（{reason}）。请{remedy}，再运行一次。")


def _tried() -> str:
    """The address of the settings as people write it, without the password: «hexian_owner@127.0.0.1:5432/hexian»."""
    parts = connection.settings_dict
    user, port = f"{parts['USER']}@" if parts["USER"] else "", f":{parts['PORT']}" if parts["PORT"] else ""
    return f"{user}{parts['HOST'] or 'localhost'}{port}/{parts['NAME']}"


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
        raise unreachable(fault) from fault
    except OSError as fault:
        where = f" {fault.filename}" if fault.filename else ""
        raise Stop(f"文件读写没有成功{where}：{fault.strerror or fault}。请检查磁盘空间和权限，再运行一次。") from fault
