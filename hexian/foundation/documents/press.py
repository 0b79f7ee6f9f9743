"""Prints set by a process beside the one that asks: fonts, what typst keeps and Word's XML stay out of web workers.

A press is started by the first print, sets one after another, and ends by itself when nobody has asked for a while or
whoever asked is gone (its input closes).  One that was killed is started anew, and the print is set once more.
"""

from __future__ import annotations

import io
import json
import select
import signal
import struct
import subprocess
import sys
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any, BinaryIO

#: Seconds without a print after which a press ends and gives its memory back.
IDLE = 120.0
_LENGTH = struct.Struct("!Q")
_DONE, _FAILED = b"+", b"-"


class PressError(RuntimeError):
    """The press could not set it; its words are the fault's. A fault of the program, not of its user."""


class Press:
    """One process that prints, shared by the threads of this one."""

    def __init__(self, idle: float = IDLE) -> None:
        self._idle, self._lock = idle, Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def print(self, template: str, data: Mapping[str, Any], form: str = "pdf") -> bytes:
        """The document in one of the forms a press knows: `pdf` or `word`. Raises `PressError`."""
        asked = json.dumps([form, template, data], ensure_ascii=False).encode()
        with self._lock:
            try:
                return self._ask(asked)
            except (OSError, EOFError):
                # It had gone to rest, or was killed: another one sets it.
                self.close()
            try:
                return self._ask(asked)
            except (OSError, EOFError) as fault:
                self.close()
                raise PressError("the press ends while it prints") from fault

    @property
    def pid(self) -> int | None:
        """The process's id, None while there is none."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def close(self) -> None:
        """Let the process end."""
        process, self._process = self._process, None
        if process is None:
            return
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                _shut(pipe)
        process.terminate()
        process.wait()

    def _ask(self, asked: bytes) -> bytes:
        if self.pid is None:
            self.close()
            self._process = self._started()
        assert self._process is not None  # noqa: S101 - for the type checker
        assert self._process.stdin is not None  # noqa: S101
        assert self._process.stdout is not None  # noqa: S101
        _send(self._process.stdin, asked)
        fate, answer = _read(self._process.stdout, 1), _receive(self._process.stdout)
        if fate == _FAILED:
            raise PressError(answer.decode(errors="replace"))
        return answer

    def _started(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "hexian.foundation.documents", "--press", str(self._idle)]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


#: Makes a document out of a template's name and data.
Render = Callable[[str, Mapping[str, Any]], bytes]


def serve(forms: Mapping[str, Render], idle: float) -> None:
    """Be a press: set what comes in until nothing comes any more. For `python -m hexian.foundation.documents`."""
    # Ctrl-C is for whoever asks; when that one is gone, the input ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asked, answered = io.FileIO(0, closefd=False), sys.stdout.buffer
    while select.select([asked], [], [], idle)[0]:
        try:
            form, template, data = json.loads(_receive(asked))
        except EOFError:
            return
        fate, answer = _set(forms[form], template, data)
        answered.write(fate)
        _send(answered, answer)


def _set(render: Render, template: str, data: Any) -> tuple[bytes, bytes]:
    try:
        return _DONE, render(template, data)
    except Exception as fault:  # noqa: BLE001 - whoever asked is told, and the next print is another matter
        return _FAILED, f"{type(fault).__name__}: {fault}".encode()


def _send(pipe: Any, block: bytes) -> None:
    pipe.write(_LENGTH.pack(len(block)) + block)
    pipe.flush()


def _receive(pipe: Any) -> bytes:
    (length,) = _LENGTH.unpack(_read(pipe, _LENGTH.size))
    return _read(pipe, length)


def _read(pipe: Any, length: int) -> bytes:
    """So many bytes. Raises EOFError when the other end has gone."""
    found = bytearray()
    while len(found) < length:
        block = pipe.read(length - len(found))
        if not block:
            raise EOFError
        found += block
    return bytes(found)


def _shut(pipe: BinaryIO | Any) -> None:
    try:
        pipe.close()
    except OSError:
        return
