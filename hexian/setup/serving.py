"""Web and worker: how they are started, when they are ready, and what is told then."""

import http.client
import os
import time
from argparse import Namespace
from pathlib import Path

from hexian import embedded
from hexian.embedded import DatabaseUrls, Standing
from hexian.setup import board, children, databases, endings, leftovers, screen
from hexian.setup.children import Child
from hexian.setup.places import Places
from hexian.setup.running import Claim
from hexian.setup.troubles import SetupError

SECONDS_UNTIL_READY = 90.0
# An answer that stays faulty this long will not mend itself.
SECONDS_OF_FAULTS = 20.0
PAUSE = 0.1
SECONDS_BETWEEN_LOOKS = 2.0
MOST_WEB_WORKERS = 4
THREADS = 4


def serve(places: Places, chosen: Namespace, urls: DatabaseUrls, held: Claim) -> None:
    """Run web and worker until somebody says stop.

    Raises `SetupError` when they cannot be brought up.
    """
    address = board.address(chosen.host, chosen.port)
    web, worker = _children(places, chosen)
    with children.kept(places, web, worker):
        try:
            with screen.step("启动网页和后台 · starting web and worker"):
                _wait_until_ready(chosen, web, worker)
            held.tell(address)
            board.show(places, chosen.host, chosen.port, urls)
            _watch(places, web, worker)
        except endings.Stopped:
            screen.say("\n正在停止…… Stopping.")


def _children(places: Places, chosen: Namespace) -> tuple[Child, Child]:
    env = {**os.environ, leftovers.MARK: str(places.home)}
    web = web_command(places.python, chosen.host, chosen.port)
    worker = [str(places.python), "-P", "-m", "hexian.cli", "worker"]
    return (
        Child("网页 web", web, places.logs / "web.log", env),
        Child("后台 worker", worker, places.logs / "worker.log", env),
    )


def web_command(python: Path, host: str, port: int, application: str = "hexian.config.wsgi:application") -> list[str]:
    """How the pages are served, here and where `hx bench` measures them. Raises `SetupError` for a wrong number."""
    return [
        *(str(python), "-P", "-m", "granian", "--interface", "wsgi"),
        *("--host", host, "--port", str(port), "--workers", str(_web_workers())),
        *("--blocking-threads", str(THREADS), "--no-ws", "--log-level", "warning", "--respawn-failed-workers"),
        *("--workers-kill-timeout", "5", application),
    ]


def _web_workers() -> int:
    said = os.environ.get("HEXIAN_WEB_WORKERS", "")
    if said and not (said.isdigit() and int(said)):
        raise SetupError(
            f"HEXIAN_WEB_WORKERS 要填 1 以上的整数，现在是「{said}」。",
            f"HEXIAN_WEB_WORKERS must be a whole number from 1, not {said}.",
        )
    return int(said) if said else min(os.cpu_count() or 1, MOST_WEB_WORKERS)


def _wait_until_ready(chosen: Namespace, *both: Child) -> None:
    began = time.monotonic()
    faulty_since: float | None = None
    while (status := _status(chosen.host, chosen.port)) != http.HTTPStatus.OK:
        for child in both:
            child.tend()
        children.refuse_hopeless(*both)
        now = time.monotonic()
        faulty_since = (faulty_since or now) if status else None
        if now - began > SECONDS_UNTIL_READY or (faulty_since and now - faulty_since > SECONDS_OF_FAULTS):
            raise SetupError(
                f"网页{f'答 {status}' if status else '没有回答'}：原因在 {both[0].log} 的最后几行，改好后再运行一次。",
                f"The pages answer {status or 'nothing'}: the last lines of {both[0].log} say why; mend it, run again.",
            )
        time.sleep(PAUSE)


def _status(host: str, port: int) -> int | None:
    """What `/healthz` answers; None while nobody does."""
    link = http.client.HTTPConnection(board.near(host), port, timeout=5)
    try:
        link.request("GET", "/healthz")
        return link.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        link.close()


def _watch(places: Places, *both: Child) -> None:
    ours, look = databases.outside(places) is None, 0.0
    while True:
        for child in both:
            child.tend()
        if ours and time.monotonic() > look:
            _keep_database_up(places)
            look = time.monotonic() + SECONDS_BETWEEN_LOOKS
        time.sleep(PAUSE)


def _keep_database_up(places: Places) -> None:
    if embedded.status(places.postgres) is Standing.DOWN:
        screen.say("数据库意外退出，正在恢复…… The database ended unexpectedly; bringing it back.")
        embedded.start(places.postgres)
        screen.say("数据库已恢复。 The database is back.")
