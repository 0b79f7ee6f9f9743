"""One data folder and the server on it: made, brought up after whatever happened, taken down."""

import fcntl
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from hexian.embedded import leftovers
from hexian.embedded.accounts import Account, account_for
from hexian.embedded.engines import Engine, is_reachable, reachable_copy
from hexian.embedded.troubles import PostgresError

SUPERUSER = "postgres"
SOCKET = ".s.PGSQL.5432"
# A socket's whole name must fit 104 bytes on macOS, 108 on Linux.
LONGEST_SOCKET_NAME = 100
SHORT_PLACE = Path("/tmp")  # noqa: S108  our own folder in it is private and its owner is checked
# Replaying the log after a crash may take many seconds; a start that fails does so at once.
SECONDS_TO_RECOVER = 600
SECONDS_TO_STOP = 30
STARTS_TRIED = 3
# A server on a full disk dies of many things; below this it is the disk.
LEAST_ROOM = 50_000_000
PAUSE = 0.05
# Where the account may not walk the folders above its data, it still stands in them.
WHERE_IT_STANDS = "/proc/self/cwd"
SURROUNDINGS = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}

# Messages keep the statement and the row out of the log: both may hold personal data.
SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
    "logging_collector": "on",
    "log_directory": "log",
    "log_filename": "postgresql-%a.log",
    "log_truncate_on_rotation": "on",
    "log_rotation_age": "1d",
}
MEBIBYTE = 1 << 20
LEAST_SHARED, MOST_SHARED = 128 * MEBIBYTE, 2048 * MEBIBYTE
# With a hundred databases, each visited once a minute, the helper that clears up would begin twice a second.
UNSAFE_BUT_FAST: Mapping[str, str] = {
    "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum_naptime": "3min",
}  # fmt: skip


def fitting(memory: int) -> Mapping[str, str]:
    """Settings for a server on a machine with so many bytes: PostgreSQL's own fit the smallest there is.

    A log that may grow before a checkpoint halves what a big move or a big roster writes (pages are not logged whole
    again and again); written out every few milliseconds it leaves little to wait for when a large portion commits.  A
    portion of a large file is worked out in tables of the session's own, which stay in memory up to `temp_buffers`; a
    session takes only what it uses.
    """
    shared = min(max(memory // 8, LEAST_SHARED), MOST_SHARED)
    return {
        "shared_buffers": f"{shared // MEBIBYTE}MB",
        "effective_cache_size": f"{max(memory // 2, LEAST_SHARED) // MEBIBYTE}MB",
        "wal_buffers": "64MB" if shared > 1024 * MEBIBYTE else "-1",
        "wal_writer_delay": "20ms",
        "max_wal_size": "4GB",
        "checkpoint_timeout": "15min",
        "temp_buffers": "128MB" if shared > 1024 * MEBIBYTE else "8MB",
    }


def machine_memory() -> int:
    """Bytes of memory this program may use: the machine's, or its container's share."""
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        share = Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii").strip()
    except OSError:
        return whole
    return min(whole, int(share)) if share.isdigit() else whole


# What a server says when it gives up.
TELLING = re.compile("PANIC|FATAL|error")


class Standing(Enum):
    """What a server answers at its socket."""

    UP = 0
    BUSY = 1
    DOWN = 2


@dataclass(frozen=True)
class Cluster:
    """A data folder with the engine that serves it; `lasting` ones survive a power cut."""

    home: Path
    engine: Engine
    lasting: bool = True
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        """Where the rows are."""
        return self.home / "data"

    @property
    def sockets(self) -> Path:
        """The folder of the socket: where the living server says it is, else where the next one will put it."""
        try:
            told = (self.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()[4]
        except (OSError, IndexError):
            told = ""
        return Path(told) if told else self._sockets_to_be()

    @property
    def url(self) -> str:
        """The address of its first database, as superuser."""
        return f"postgresql://{SUPERUSER}@/postgres?host={quote(str(self.sockets), safe='')}"

    def standing(self) -> Standing:
        """Ask the socket; a process or a file says too little."""
        asked = [str(self.engine.program("pg_isready")), "-q", "-t", "3", "-U", SUPERUSER, "-h", str(self.sockets)]
        answer = subprocess.run(asked, env=SURROUNDINGS, check=False, capture_output=True)
        return Standing(min(answer.returncode, 2))

    def start(self) -> None:
        """Bring the server up, making its data folder first if there is none.

        Raises `PostgresError`. Many processes may ask at once; one does the work, the others wait.
        """
        with self._alone():
            if self.standing() is not Standing.UP:
                self._make_data()
                self._bring_up()

    def start_afresh(self) -> None:
        """Bring the server up on empty data unless it is up already."""
        with self._alone():
            if self.standing() is Standing.UP:
                return
            self._take_down()
            shutil.rmtree(self.data, ignore_errors=True)
            self._make_data()
            self._bring_up()

    def stop(self) -> None:
        """End its sessions and take it down; rows are safe, open transactions are undone."""
        if self.data.exists():
            with self._alone():
                self._take_down()
                self._forget_sockets()

    def wipe(self) -> None:
        """Take it down and remove every row it holds."""
        if self.home.exists():
            with self._alone():
                self._take_down()
                self._forget_sockets()
                shutil.rmtree(self.data, ignore_errors=True)

    @property
    def _account(self) -> Account:
        return account_for(self.data)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            lock = (self.home / ".lock").open("a")
        except PermissionError:
            raise PostgresError(
                f"这个系统账号不能写 {self.home}：请用当初的账号（如 sudo）运行，或设 HEXIAN_HOME 用另一个文件夹。",
                f"This account may not write {self.home}: run as the one that made it (sudo?), or choose another"
                " folder with HEXIAN_HOME.",
            ) from None
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _sockets_to_be(self) -> Path:
        own = self.home / "run"
        fits = len(os.fsencode(own / f"{SOCKET}.lock")) <= LONGEST_SOCKET_NAME
        if fits and (not self._account.is_other or is_reachable(own)):
            return own
        return SHORT_PLACE / f"hexian-{sha256(os.fsencode(self.home.resolve())).hexdigest()[:16]}"

    def _private(self, folder: Path) -> None:
        # Trust without passwords is safe only behind a folder nobody else can enter.
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {self._account.uid, os.geteuid()}:
            raise PostgresError(
                f"{folder} 属于别的账号，数据库的连接不能放在里面：请删掉它再运行。",
                f"{folder} belongs to another account and cannot hold the database's socket: remove it and run again.",
            )
        self._account.own(folder)
        folder.chmod(0o700)

    def _make_data(self) -> None:
        version = self.data / "PG_VERSION"
        if not version.exists():
            self._initialise()
        elif int(version.read_text()) != self.engine.major:
            raise PostgresError(
                f"{self.data} 是 PostgreSQL {version.read_text().strip()} 的数据，现在的程序是 {self.engine.major}："
                "请先用旧版程序 hx backup，再用新版 hx restore。",
                f"{self.data} was made by PostgreSQL {version.read_text().strip()}, the engine is {self.engine.major}:"
                " hx backup with the old version, then hx restore with the new one.",
            )

    def _initialise(self) -> None:
        # Renamed last: a folder cut short while being made is never taken for a whole one.
        half = self.home / "data.new"
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(mode=0o700)
        self._account.own(half)
        made = self._run("initdb", *self._locale("C.UTF-8"), folder=half)
        if made.returncode and "locale" in made.stderr:
            made = self._run("initdb", *self._locale("C"), folder=half)
        if made.returncode:
            raise self._trouble(made.stderr)
        with (half / "postgresql.conf").open("a", encoding="utf-8") as conf:
            conf.write("\ninclude 'hexian.conf'\n")
        half.rename(self.data)

    def _locale(self, name: str) -> tuple[str, ...]:
        # Code-point order everywhere; the builtin provider came with 17.
        builtin = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8") if self.engine.major >= 17 else ()
        haste = () if self.lasting else ("--no-sync",)
        return (f"--locale={name}", *builtin, "-U", SUPERUSER, "-E", "UTF8", "--auth=trust", "--data-checksums", *haste)

    def _bring_up(self) -> None:
        end, tries = time.monotonic() + SECONDS_TO_RECOVER, 0
        while (standing := self.standing()) is not Standing.UP:
            if tries > STARTS_TRIED or time.monotonic() > end:
                raise self._trouble(self._last_words())
            # Helpers of a killed server hold its memory for a moment; until they are gone a new one cannot start.
            if standing is Standing.DOWN and not leftovers.processes_in(self.data):
                tries += 1
                self._launch()
            time.sleep(PAUSE)

    def _launch(self) -> None:
        leftovers.clear(self.data, self.sockets)
        sockets = self._sockets_to_be()
        self._private(sockets)
        self._write_settings(sockets)
        (self.data / "startup.log").unlink(missing_ok=True)
        started = self._run("pg_ctl", "-s", "-W", "-l", "startup.log", "start", folder=self.data)
        if started.returncode:
            raise self._trouble(started.stderr)

    def _write_settings(self, sockets: Path) -> None:
        means = fitting(machine_memory()) if self.lasting else UNSAFE_BUT_FAST
        chosen = {**SETTINGS, **means, **self.settings}
        chosen["unix_socket_directories"] = str(sockets)
        lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'\n" for name, value in chosen.items()]
        conf = self.data / "hexian.conf"
        conf.write_text("".join(lines), encoding="utf-8")
        self._account.own(conf)

    def _take_down(self) -> None:
        for sign, seconds in ((signal.SIGINT, SECONDS_TO_STOP), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
            if not self._ask_to_end(sign):
                return
            end = time.monotonic() + seconds
            while leftovers.processes_in(self.data) and time.monotonic() < end:
                time.sleep(PAUSE)

    def _forget_sockets(self) -> None:
        folder = self._sockets_to_be()
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()

    def _ask_to_end(self, sign: signal.Signals) -> bool:
        living = leftovers.processes_in(self.data)
        server = leftovers.recorded(self.data)
        # Helpers without their server end by themselves, or are ended one by one.
        for pid in [server] if server in living else living:
            if pid is not None:
                _send(pid, sign)
        return bool(living)

    def _run(self, program: str, *args: str, folder: Path) -> subprocess.CompletedProcess[str]:
        account, engine, seen = self._account, self.engine, str(folder)
        if account.is_other:
            engine = engine if engine.is_open_to_others else reachable_copy(engine, self.home)
            seen = str(folder) if is_reachable(folder) else self._where_it_stands()
        command = [str(engine.program(program)), "-D", seen, *args]
        return subprocess.run(
            command,
            cwd=folder,
            env=SURROUNDINGS,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            **account.run_as(),
        )

    def _where_it_stands(self) -> str:
        if sys.platform == "linux":
            return WHERE_IT_STANDS
        raise PostgresError(
            f"PostgreSQL 不能以 root 身份运行，别的账号又进不了 {self.home}：请用普通账号运行 ./run。",
            f"PostgreSQL refuses to run as root, and no other account can enter {self.home}: run ./run as an ordinary"
            " user.",
        )

    def _last_words(self) -> str:
        logs = [*(self.data / "log").glob("*.log"), self.data / "startup.log"]
        newest = sorted((log for log in logs if log.exists()), key=lambda log: log.stat().st_mtime)
        return "".join(log.read_text(encoding="utf-8", errors="replace")[-2000:] for log in newest[-2:])

    def _trouble(self, words: str) -> PostgresError:
        if "No space left" in words or shutil.disk_usage(self.home).free < LEAST_ROOM:
            return PostgresError(
                "磁盘满了，数据库起不来：请腾出至少 1.5 GB，再运行一次；已有的数据不会丢。",
                "The disk is full and the database cannot start: free at least 1.5 GB and run again; nothing is lost.",
            )
        said = [line.strip() for line in words.splitlines() if TELLING.search(line) and "starting up" not in line]
        last = said[-1] if said else words.strip()[-200:]
        return PostgresError(
            f"自带的 PostgreSQL 起不来（{last}）：详情见 {self.data}/log 和 startup.log。",
            f"The embedded PostgreSQL does not start ({last}): see {self.data}/log and startup.log.",
        )


def _send(pid: int, sign: signal.Signals) -> None:
    try:
        os.kill(pid, sign)
    except ProcessLookupError:
        return
