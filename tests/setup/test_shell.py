"""./run and ./test as typed, before anything is installed: from anywhere, with nothing but a Python on the path."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.thorough

ROOT = Path(__file__).resolve().parents[2]
# What the thin scripts use besides Python.
CORE = ("dirname",)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A fresh checkout in a folder with a Chinese name and a space, as far as the first half needs it."""
    made = tmp_path / "工会 系统"
    for part in ("run", "test", "hexian/__init__.py", "hexian/config", "hexian/setup", "requirements"):
        (made / part).parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy2
        copy(ROOT / part, made / part)
    return made


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A folder to be the whole PATH: the core utilities the scripts use, no Python yet."""
    made = tmp_path / "path"
    made.mkdir()
    for name in CORE:
        (made / name).symlink_to(Path(str(shutil.which(name))).resolve())
    return made


def with_python(path: Path, name: str = "python3") -> Path:
    """The same with a real Python in it."""
    (path / name).symlink_to(Path(sys.executable).resolve())
    return path


def typed(program: Path, *words: str, path: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Type a command in a strange folder."""
    return subprocess.run(
        [str(program), *words],
        env={"PATH": str(path), **env},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


@pytest.mark.parametrize("name", ["python3", "python3.11", "python"])
def test_any_name_of_a_new_python_will_do(checkout: Path, path: Path, name: str) -> None:
    answer = typed(checkout / "run", "--help", path=with_python(path, name))
    assert answer.returncode == 0, answer.stderr
    assert "--no-demo" in answer.stdout
    assert "DATABASE_URL" in answer.stdout


def test_test_helps_too(checkout: Path, path: Path) -> None:
    answer = typed(checkout / "test", "--help", path=with_python(path))
    assert answer.returncode == 0, answer.stderr
    assert "./test fast" in answer.stdout


def test_an_old_python_is_passed_over_for_a_newer_one(checkout: Path, path: Path) -> None:
    old(path / "python3")
    assert typed(checkout / "run", "--help", path=with_python(path, "python3.11")).returncode == 0


def test_with_only_an_old_python_it_says_which_and_what_to_do(checkout: Path, path: Path) -> None:
    old(path / "python3")
    answer = typed(checkout / "run", path=path)
    assert answer.returncode == 1
    chinese, english = answer.stderr.splitlines()
    assert "需要 Python 3.11" in chinese
    assert "Python 3.9.18" in chinese
    assert "Python 3.9.18" in english
    assert "apt install" in english


def test_with_no_python_at_all_it_says_so(checkout: Path, path: Path) -> None:
    answer = typed(checkout / "test", path=path)
    assert answer.returncode == 1
    chinese, english = answer.stderr.splitlines()
    assert "这里没有 Python 3" in chinese
    assert "found here: none" in english


def test_a_busy_port_is_said_before_anything_is_made(checkout: Path, path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        answer = typed(checkout / "run", "--port", str(port), path=with_python(path))
    assert answer.returncode == 1
    assert f"端口 {port} 已被别的程序占用" in answer.stderr
    assert len(answer.stderr.splitlines()) == 2
    assert not (checkout / ".venv").exists()


def test_an_unknown_option_is_one_sentence(checkout: Path, path: Path) -> None:
    answer = typed(checkout / "run", "--fast", path=with_python(path))
    assert answer.returncode == 1
    assert len(answer.stderr.splitlines()) == 2
    assert "--fast" in answer.stderr


def test_a_folder_that_cannot_be_written_is_named(checkout: Path, path: Path) -> None:
    # Nobody, not even root, makes a folder inside a file.
    home = checkout / "run" / "var"
    answer = typed(checkout / "run", "--setup", path=with_python(path), HEXIAN_HOME=str(home))
    assert answer.returncode == 1
    assert str(checkout / "run") in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.slow
def test_without_a_network_it_says_so_and_goes_on_next_time(checkout: Path, path: Path) -> None:
    closed = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_NO_CACHE_DIR": "1", "PIP_CONFIG_FILE": os.devnull}
    first = typed(checkout / "run", "--setup", path=with_python(path), **closed)
    assert first.returncode == 1
    assert "连不上网络" in first.stderr

    again = typed(checkout / "run", "--setup", path=path, **closed)
    assert "连不上网络" in again.stderr
    # The environment made the first time is still good; only the packages are missing.
    assert "making .venv" not in again.stdout


def old(program: Path) -> None:
    """A program that answers like an old Python."""
    program.write_text('#!/bin/sh\ncase "$2" in *exit*) exit 1;; esac\necho "Python 3.9.18"\n')
    program.chmod(0o755)
