"""The stages of ./test: all are run, each with its time, and a summary tells what failed."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from hexian import embedded
from hexian.embedded.testing import ENGINE
from hexian.setup import chromium, frontend, leftovers, running, screen, stamps, tools
from hexian.setup.places import Places
from hexian.setup.troubles import SetupError

SYSTEM_ENGINES = (Path("/usr/lib/postgresql/15"), Path("/usr/pgsql-15"), Path("/opt/homebrew/opt/postgresql@15"))
PARALLEL = ("-n", "2")
# They wait for browsers, clocks and processes more than for a core, so they run beside the others; and one browser, one
# served story are enough for all of them.
WAITING = ("tests/browser", "tests/cli", "tests/jobs", "tests/setup")
OLD_MAJOR = 15
# Tells the tests which folder holds their server; theirs alone, never the real database.
VAR = "HEXIAN_TEST_VAR"


@dataclass(frozen=True)
class Stage:
    """One program of the test run; it passes when it exits with 0.

    An early one begins with the first, because it waits for the database more than for a core; it is shown in its turn.
    """

    name: str
    command: tuple[str, ...]
    is_early: bool = False


@dataclass(frozen=True)
class Begun:
    """An early stage under way, printing into a file."""

    process: subprocess.Popen[bytes]
    printed: Path
    at: float


@dataclass(frozen=True)
class Outcome:
    """How a stage ended."""

    stage: Stage
    code: int
    seconds: float


def run(places: Places, part: str, arguments: list[str]) -> int:
    """Set the test tools up, run the stages of `part`, and return the exit code."""
    with running.claim(places, "test"):
        leftovers.end(_mark(places))
        env = _prepare(places, part)
        if part != "pg15":
            _warm_up(places)
        if part == "setup":
            screen.say("测试工具都准备好了。 The test tools are ready.")
            return 0
        engine = _old_engine() if part == "pg15" else None
        if part == "pg15" and engine is None:
            screen.say("这台机器没有 PostgreSQL 15，跳过。 This machine has no PostgreSQL 15; nothing to do.")
            return 0
        if engine is not None:
            os.environ[ENGINE] = str(engine)
        try:
            return run_all(stages(places, part, arguments), env | _apart(places) | _in_memory(places, part))
        finally:
            leftovers.end(_mark(places))
            embedded.stop_server_for_tests(places.home)


def run_all(which: list[Stage], env: Mapping[str, str]) -> int:
    """Run every stage, also after one has failed, and sum up; 1 if any failed."""
    with tempfile.TemporaryDirectory() as folder:
        begun = {stage.name: _begin(stage, env, Path(folder)) for stage in which if stage.is_early}
        outcomes = [_finish(stage, begun[stage.name]) if stage.is_early else _run(stage, env) for stage in which]
    screen.say("")
    for outcome in outcomes:
        mark = screen.coloured("✗", screen.RED) if outcome.code else screen.coloured("✓", screen.GREEN)
        screen.say(f"{mark} {outcome.stage.name}  {outcome.seconds:.1f}s")
    return 1 if any(outcome.code for outcome in outcomes) else 0


def stages(places: Places, part: str, arguments: list[str]) -> list[Stage]:
    """What a part of the test run consists of."""
    if part == "some":
        return [_pytest(places, "测试 tests", *arguments)]
    if part == "pg15":
        return [_pytest(places, "数据库测试 PostgreSQL 15", *PARALLEL, "-m", "database and not slow", *arguments)]
    found = [*_static(places), *_tests(places, part, arguments)]
    if part == "all":
        found += [_pytest(places, "长测试 long tests", "-m", "slow", *arguments), _bench(places)]
    return found


def _tests(places: Places, part: str, arguments: list[str]) -> list[Stage]:
    if part == "fast":
        marks = "not browser and not slow and not thorough"
        parts = [_pytest(places, "测试 tests", *PARALLEL, "-m", marks, *arguments)]
    else:
        others = [f"--ignore={folder}" for folder in WAITING]
        parts = [
            _pytest(places, "测试 tests", *PARALLEL, "-m", "not slow", *others, *arguments),
            _pytest(places, "浏览器和进程 browsers and processes", "-m", "not slow", *WAITING, *arguments),
        ]
    return [replace(stage, is_early=True) for stage in parts]


def _mark(places: Places) -> Path:
    return places.home / "test"


def _prepare(places: Places, part: str) -> dict[str, str]:
    frontend.prepare(places, with_tests=True)
    browser = chromium.find() if part in {"fast", "pg15"} else chromium.prepare(places)
    env = {VAR: str(places.home), leftovers.MARK: str(_mark(places))}
    return {**env, chromium.VARIABLE: str(browser)} if browser else env


def _warm_up(places: Places) -> None:
    """Once: the ready-made database, and the tests compiled; else all processes of the first run do it side by side."""
    stamp = stamps.digest(places.root / "requirements" / "test.lock")
    if stamps.done(places.stamps, "tests", stamp):
        return
    with screen.step("预备测试数据库 · preparing the tests' database") as step:
        try:
            tools.run(
                [places.python, "-m", "pytest", "--collect-only", "-q"],
                name=("预备测试", "Preparing the tests"),
                log=places.logs / "setup.log",
                mark=_mark(places),
                env={VAR: str(places.home)},
            )
        except SetupError as trouble:
            # What stops it stops the tests too, and is told there.
            step.note(trouble.en)
        finally:
            embedded.stop_server_for_tests(places.home)
    stamps.mark(places.stamps, "tests", stamp)


def _apart(places: Places) -> dict[str, str]:
    """Surroundings for tools that load the settings: not the real keys, not the real database."""
    urls = embedded.server_for_tests(places.home)
    home = places.home / "test-home" / "tools"
    home.mkdir(parents=True, exist_ok=True)
    parts = home / "frontend"
    if not parts.exists():
        parts.unlink(missing_ok=True)
        parts.symlink_to(places.frontend)
    return {"HEXIAN_HOME": str(home), "DATABASE_URL": urls.owner, "HEXIAN_APP_DATABASE_URL": urls.app}


def _in_memory(places: Places, part: str) -> dict[str, str]:
    """Temporary files lie in memory where there is room; not those of long tests, which are large."""
    folder = None if part == "all" else embedded.temporary_in_memory(places.home)
    return {"TMPDIR": str(folder)} if folder else {}


def _static(places: Places) -> list[Stage]:
    python, cache = (str(places.python), "-m"), places.cache
    return [
        Stage("规范 ruff check", (*python, "ruff", "check", "--cache-dir", str(cache / "ruff"))),
        Stage("格式 ruff format", (*python, "ruff", "format", "--check", "--cache-dir", str(cache / "ruff"))),
        Stage(
            "类型 mypy --strict",
            (*python, "mypy", "--cache-dir", str(cache / "mypy"), "hexian", "tests", "bench"),
        ),
        Stage("契约 import-linter", (str(places.venv / "bin" / "lint-imports"), "--cache-dir", str(cache / "imports"))),
        Stage("迁移 makemigrations --check", (*python, "hexian.cli", "makemigrations", "--check")),
    ]


def _pytest(places: Places, name: str, *arguments: str) -> Stage:
    return Stage(name, (str(places.python), "-m", "pytest", *arguments))


def _bench(places: Places) -> Stage:
    return Stage("性能 hx bench --small", (str(places.hx), "bench", "pages", "--small"))


def _old_engine() -> Path | None:
    on_path = shutil.which("postgres")
    places = [Path(on_path).resolve().parents[1]] if on_path else []
    for place in (*places, *SYSTEM_ENGINES):
        if (place / "bin" / "postgres").exists() and embedded.of_system(place).major == OLD_MAJOR:
            return place
    return None


def _run(stage: Stage, env: Mapping[str, str]) -> Outcome:
    _head(stage)
    began = time.monotonic()
    code = subprocess.run(stage.command, env={**os.environ, **env}, check=False).returncode
    return Outcome(stage, code, time.monotonic() - began)


def _begin(stage: Stage, env: Mapping[str, str], folder: Path) -> Begun:
    printed = folder / str(len(list(folder.iterdir())))
    colour = {"FORCE_COLOR": "1"} if screen.is_terminal() else {}
    with printed.open("wb") as file:
        process = subprocess.Popen(
            stage.command, env={**os.environ, **env, **colour}, stdout=file, stderr=subprocess.STDOUT
        )
    return Begun(process, printed, time.time())


def _finish(stage: Stage, begun: Begun) -> Outcome:
    _head(stage)
    with begun.printed.open("rb") as printed:
        while begun.process.poll() is None:
            _pass_on(printed)
            time.sleep(0.1)
        _pass_on(printed)
    # It may have ended long before its turn came.
    return Outcome(stage, begun.process.returncode, begun.printed.stat().st_mtime - begun.at)


def _pass_on(printed: BinaryIO) -> None:
    sys.stdout.buffer.write(printed.read())
    sys.stdout.flush()


def _head(stage: Stage) -> None:
    screen.say(screen.coloured(f"── {stage.name}", screen.BOLD))
