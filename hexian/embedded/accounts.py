"""Whose account runs the server: PostgreSQL refuses to run as root."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from hexian.embedded.troubles import PostgresError

OURS = "hexian-pg"
# `useradd` is seldom on the path of a plain shell.
ADMIN_PLACES = "/usr/sbin:/sbin:/usr/bin:/bin"


class RunAs(TypedDict, total=False):
    """How `subprocess` is told to change account."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """The system account a server runs under."""

    uid: int
    gid: int

    @property
    def is_other(self) -> bool:
        """Whether we must change to it."""
        return self.uid != os.geteuid()

    def run_as(self) -> RunAs:
        """The arguments for `subprocess`; none when the account is our own."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.is_other else {}

    def own(self, folder: Path) -> None:
        """Give a folder to the account."""
        if self.is_other:
            os.chown(folder, self.uid, self.gid)


def account_for(data: Path) -> Account:
    """The owner of the data if there are any, ourselves unless root, else an account made for this.

    Raises `PostgresError` when the data belong to somebody else and we are not root.
    """
    if os.geteuid():
        _refuse_foreign(data)
        return Account(os.geteuid(), os.getegid())
    if data.exists() and data.stat().st_uid:
        return Account(data.stat().st_uid, data.stat().st_gid)
    return _account_beside_root()


def _refuse_foreign(data: Path) -> None:
    if data.exists() and data.stat().st_uid != os.geteuid():
        raise PostgresError(
            f"数据文件夹 {data} 属于另一个系统账号：请用当初的账号（如 sudo）运行，或设 HEXIAN_HOME 用另一个文件夹。",
            f"The data folder {data} belongs to another account: run as that one (sudo?), or choose another folder"
            " with HEXIAN_HOME.",
        )


def _account_beside_root() -> Account:
    # The person behind sudo, then the packaged server's account: both exist where `useradd` does not.
    for find in (_ours, _made, _behind_sudo, lambda: _named("postgres"), lambda: _named("nobody")):
        account = find()
        if account is not None:
            return account
    raise PostgresError(
        "PostgreSQL 不能以 root 身份运行，这里又建不了别的系统账号：请换一个普通账号运行 ./run。",
        "PostgreSQL refuses to run as root and no other account can be made here: run ./run as an ordinary user.",
    )


def _ours() -> Account | None:
    return _named(OURS)


def _named(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(entry.pw_uid, entry.pw_gid)


def _made() -> Account | None:
    useradd = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:{ADMIN_PLACES}")
    if useradd is None:
        return None
    # Another process may have made it a moment ago; what counts is whether it is there afterwards.
    command = [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", OURS]
    subprocess.run(command, check=False, capture_output=True)
    return _named(OURS)


def _behind_sudo() -> Account | None:
    uid = int(os.environ.get("SUDO_UID", "0"))
    return Account(uid, int(os.environ.get("SUDO_GID", "0"))) if uid else None
