"""The `.venv`: made, filled from a hash-locked list, given the project itself, and made anew when broken or moved."""

import fcntl
import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hexian.setup import leftovers, screen, stamps, tools, troubles
from hexian.setup.places import Places
from hexian.setup.troubles import SetupError

# A few that every start needs, from different wheels: they tell a whole venv from a half-deleted one.
PROBE = "import django, psycopg, granian, click"
# From site-packages up to the checkout; relative, so the name of the checkout's folder never matters.
WAY_HOME = "../../../..\n"
NO_ENSUREPIP = (
    "这个 Python 没有 venv 和 pip：请先运行 apt install python3-venv（其他系统：装完整的 Python），再运行一次。",
    "This Python has neither venv nor pip: run apt install python3-venv first (elsewhere: install a full Python).",
)


def prepare(places: Places, kind: str) -> None:
    """Make `.venv` hold what `requirements/<kind>.lock` names.

    Raises `SetupError`. Goes on where a killed run stopped; two at once wait for each other.
    """
    with _alone(places.root / ".setup.lock"):
        stamp = _stamp(places, kind)
        if stamps.done(places.venv, f"hexian-{kind}", stamp) and _works(places, PROBE):
            return
        leftovers.end(places.root)
        places.refuse_full_disk()
        if stamps.note_of(places.venv, f"hexian-{kind}") == stamp or not _works(places, "pass"):
            _make(places)
        _install(places, kind)
        _bring_the_project(places)
        stamps.mark(places.venv, f"hexian-{kind}", stamp)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    with path.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            screen.say("另一个 ./run 或 ./test 正在安装，等它做完…… Another set-up is installing; waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _stamp(places: Places, kind: str) -> str:
    return stamps.digest(places.root / "requirements" / f"{kind}.lock", str(places.venv), WAY_HOME)


def _works(places: Places, probe: str) -> bool:
    """Whether the venv's Python starts, is new enough, lies where its programs think it lies, and passes the probe."""
    code = f"import sys; assert sys.version_info >= (3, 11) and sys.prefix == sys.argv[1]; {probe}"
    if not places.python.exists() or _has_moved(places):
        return False
    asked = [str(places.python), "-c", code, str(places.venv)]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def _has_moved(places: Places) -> bool:
    # Programs in bin carry the folder's name in their first lines; a venv without pip has none and tells in its config.
    told = places.venv / "bin" / "pip"
    if not told.exists():
        told = places.venv / "pyvenv.cfg"
    return str(places.venv) not in told.read_text(encoding="utf-8", errors="replace")


def _make(places: Places) -> None:
    has_pip = importlib.util.find_spec("ensurepip") is not None
    if not has_pip and importlib.util.find_spec("pip") is None:
        raise SetupError(*NO_ENSUREPIP)
    with screen.step("建 Python 环境 .venv · making .venv"):
        shutil.rmtree(places.venv, ignore_errors=True)
        # The real program, not a link that may vanish tomorrow.
        how = [] if has_pip else ["--without-pip"]
        command = [str(Path(sys.executable).resolve()), "-m", "venv", str(places.venv), *how]
        tools.run(command, name=("建 .venv ", "Making .venv"), log=places.logs / "setup.log", mark=places.root)


def _install(places: Places, kind: str) -> None:
    lock = places.root / "requirements" / f"{kind}.lock"
    total = len(re.findall(r"^[\w.\[\]-]+==", lock.read_text(encoding="utf-8"), re.MULTILINE))
    seen: set[str] = set()
    with screen.step("安装 Python 部件 · installing Python packages") as step:

        def show(line: str) -> None:
            found = re.match(r"\s*(?:Collecting|Requirement already satisfied:) ([\w.-]+)", line)
            if found:
                seen.add(found[1])
                step.note(f"{len(seen)}/{total} {found[1]}")
            elif line.startswith("Installing"):
                step.note(f"写入磁盘 {len(seen)} 个部件 · writing to disk")

        tools.run(
            [*_pip(places), "install", "--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", lock,
             "--disable-pip-version-check", "--no-input", "--retries", "3"],
            name=("安装 Python 部件", "Installing Python packages"),
            log=places.logs / "setup.log",
            mark=places.root,
            env={"PYTHONUNBUFFERED": "1", "PIP_ROOT_USER_ACTION": "ignore", "PIP_PROGRESS_BAR": "off", "PIP_USER": "0"},
            on_line=show,
        )  # fmt: skip


def _pip(places: Places) -> list[str | Path]:
    # Some systems have pip but no ensurepip: then the system's pip works on the venv from outside.
    if (places.venv / "bin" / "pip").exists():
        return [places.python, "-m", "pip"]
    return [sys.executable, "-m", "pip", "--python", places.python]


def _bring_the_project(places: Places) -> None:
    [packages] = (places.venv / "lib").glob("python3*/site-packages")
    (packages / "hexian.pth").write_text(WAY_HOME, encoding="ascii")
    # Safe path: what lies in the folder one happens to stand in must not be imported.
    places.hx.write_text(f'#!/bin/sh\nexec {shlex.quote(str(places.python))} -P -m hexian.cli "$@"\n', encoding="utf-8")
    places.hx.chmod(0o755)


def become(places: Places, module: str, arguments: list[str]) -> None:
    """Become the venv's Python running `module`; returns only by raising `SetupError`."""
    env = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME"}}
    env |= {
        "HEXIAN_HOME": str(places.home),
        "PYTHONUNBUFFERED": "1",
        "PATH": f"{places.venv / 'bin'}{os.pathsep}{env.get('PATH', os.defpath)}",
    }
    try:
        os.execve(places.python, [str(places.python), "-P", "-m", module, *arguments], env)  # noqa: S606
    except OSError as fault:
        raise troubles.of_system(fault) from fault
