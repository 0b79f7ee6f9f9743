"""Only one ./run at a time, on a port that is free."""

import errno
import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from hexian.setup import leftovers
from hexian.setup.places import Places
from hexian.setup.troubles import SetupError


class Claim:
    """The right to run on a home folder, and what others may read about who holds it."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def tell(self, address: str) -> None:
        """Let a second ./run say where this one is."""
        self._file.seek(0)
        self._file.truncate()
        json.dump({"pid": os.getpid(), "address": address}, self._file)
        self._file.flush()


@contextmanager
def claim(places: Places, name: str = "run") -> Iterator[Claim]:
    """Hold the right to run until the end, however it comes.

    Raises `SetupError` when another holds it.
    """
    places.make()
    with (places.home / f"{name}.lock").open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _already(file, name) from None
        held = Claim(file)
        held.tell("")
        yield held


def refuse_second(places: Places) -> None:
    """Raise `SetupError` early, before anything is installed, when one runs already.

    When none does, what a killed one left is ended, so that its port is free again.
    """
    if (places.home / "run.lock").exists():
        with claim(places):
            leftovers.end(places.home)


def refuse_busy_port(host: str, port: int) -> None:
    """Raise `SetupError` when nothing can listen there, and name a port that is free."""
    try:
        _listen(host, port)
    except OSError as fault:
        raise _why_not(fault, host, port) from None


def _already(file: IO[str], name: str) -> SetupError:
    file.seek(0)
    try:
        told = json.loads(file.read() or "{}")
    except ValueError:
        told = {}
    pid, address = told.get("pid", "?"), told.get("address")
    if name != "run":
        return SetupError(
            f"另一个 ./test 正在这里运行（进程 {pid}）：请等它结束再运行。",
            f"Another ./test runs here already (process {pid}): wait until it ends.",
        )
    where_zh, where_en = (f"在 {address} 运行", f"at {address}") if address else ("准备启动", "and is being set up")
    return SetupError(
        f"Hexian 已经{where_zh}（进程 {pid}）：请直接打开；要重新启动，先在那个窗口按 Ctrl-C。",
        f"Hexian already runs {where_en} (process {pid}): open it, or press Ctrl-C in its window to start anew.",
    )


def _listen(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        tried.bind((host, port))


def _why_not(fault: OSError, host: str, port: int) -> SetupError:
    if isinstance(fault, socket.gaierror) or fault.errno == errno.EADDRNOTAVAIL:
        return SetupError(
            f"这台机器没有地址 {host}：请把 --host 改成 127.0.0.1（只有本机）或 0.0.0.0（所有网卡）。",
            f"This machine has no address {host}: use --host 127.0.0.1 (this machine only) or 0.0.0.0 (every network).",
        )
    free = _free_port(host, port)
    if fault.errno == errno.EACCES:
        return SetupError(
            f"普通账号不能用端口 {port}：请换一个，例如 ./run --port {free}。",
            f"An ordinary account may not use port {port}: take another, for instance ./run --port {free}.",
        )
    return SetupError(
        f"端口 {port} 已被别的程序占用：请换一个，例如 ./run --port {free}。",
        f"Port {port} is taken by another program: take another, for instance ./run --port {free}.",
    )


def _free_port(host: str, taken: int) -> int:
    for port in range(max(taken + 1, 1024), 65536):
        try:
            _listen(host, port)
        except OSError:
            continue
        return port
    return 8000
