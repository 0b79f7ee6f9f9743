"""`hx bench` at its smallest: every part runs, the one object it prints is whole, nothing is left behind."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from bench import frame, names, pages, roster_files
from hexian.embedded.roles import with_parts
from hexian.web.templatetags.ui import ICONS_FILE
from tests import environment
from tests.cli.house import ROOT, House

pytestmark = [pytest.mark.database, pytest.mark.thorough]

SMALLEST = ("bench", "pages", "--members", "5000", "--seconds", "5", "--json")
SECONDS_TO_BEGIN = 60.0


@pytest.fixture(autouse=True)
def _one_at_a_time() -> Iterator[None]:
    """Each looks at what all benches of the server have left, so another worker's bench waits."""
    with (environment.VAR / "test-bench.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def left_behind(house: House) -> list[str]:
    with psycopg.connect(house.urls.owner) as owner:
        rows = owner.execute("SELECT datname FROM pg_database WHERE datname ~ '^hexian_bench_'").fetchall()
    return [name for (name,) in rows]


def bring_icons(home: Path) -> None:
    """The sprite as set-up draws it, or one as good for a page nobody looks at."""
    made = environment.VAR / "frontend" / "icons.svg"
    if made.exists():
        shutil.copy(made, home / "frontend")
    else:
        symbols = "".join(f'<symbol id="{name}"/>' for name in ICONS_FILE.read_text(encoding="utf-8").split())
        (home / "frontend" / "icons.svg").write_text(f'<svg xmlns="http://www.w3.org/2000/svg">{symbols}</svg>')


@pytest.mark.slow
def test_everything_is_measured_told_as_one_object_and_cleared_away(house: House, tmp_path: Path) -> None:
    bring_icons(house.home)
    before, folders = left_behind(house), set(Path("/tmp").glob("hexian-bench-*"))
    done = house.hx(*SMALLEST)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert set(told) == {"bench", "machine", "figures", "targets", "met"}
    assert told["bench"] == "pages"
    assert told["figures"]["members.city"] == {"value": 4850, "unit": "members"}
    assert told["figures"]["failed"] == {"value": 0, "unit": "requests"}
    assert set(told["targets"]) <= set(told["figures"])
    for kind in ("list.city.first", "list.city.far", "search.pair", "search.pinyin", "search.id_number", "member"):
        assert 0 < told["figures"][f"{kind}.p50"]["value"] <= told["figures"][f"{kind}.p99"]["value"]
    assert told["figures"]["throughput.bare"]["value"] > 0
    assert told["figures"]["memory.web_worker_1"]["value"] > 10
    assert left_behind(house) == before
    assert set(Path("/tmp").glob("hexian-bench-*")) <= folders


@pytest.mark.slow
def test_a_tree_is_read_moved_and_counted_again(house: House) -> None:
    before = left_behind(house)
    done = house.hx("bench", "tree", "--small", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    figures = {name: figure["value"] for name, figure in told["figures"].items()}
    assert told["bench"] == "tree"
    assert set(told["targets"]) <= set(figures)
    assert (figures["move.bodies"], figures["move.torn"], figures["move.failed"]) == (51, 0, 0)
    assert 1_000 < figures["move.members"] < 4_000
    assert (figures["move.lost"], figures["move.mended"]) == (0, 0)
    assert figures["move.readers.pages"] > 0
    assert left_behind(house) == before


@pytest.mark.slow
def test_an_import_is_measured_beside_a_copy_of_its_very_rows(house: House) -> None:
    before = left_behind(house)
    done = house.hx("bench", "import", "--rows", "2000", "--existing", "5000", "--growth", "1", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["bench"] == "import"
    assert set(told["targets"]) == {"csv.ratio", "csv.peak", "xlsx.ratio", "xlsx.peak", "growth"}
    assert set(told["targets"]) <= set(told["figures"])
    for kind in ("csv", "xlsx"):
        assert told["figures"][f"{kind}.rows"]["value"] > 0
        assert 20 < told["figures"][f"{kind}.peak"]["value"] < 1_200
    assert left_behind(house) == before


@pytest.mark.slow
def test_an_action_of_offers_is_previewed_prepared_and_sent_for_every_union(house: House) -> None:
    before = left_behind(house)
    done = house.hx("bench", "offers", "--unions", "40", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    figures = {name: figure["value"] for name, figure in told["figures"].items()}
    assert told["bench"] == "offers"
    assert set(told["targets"]) <= set(figures)
    assert (figures["preview.new"], figures["preview.left_out"]) == (40, 2)
    for name in ("cases", "deadlines", "deliveries", "notices", "prepared_notices", "lawful"):
        assert figures[f"there.{name}"] == 40, name
    assert figures["there.steps"] == 80
    assert left_behind(house) == before


@pytest.mark.slow
def test_every_client_of_a_room_sees_every_proposal(house: House) -> None:
    bring_icons(house.home)
    before = left_behind(house)
    done = house.hx("bench", "room", "--small", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    figures = {name: figure["value"] for name, figure in told["figures"].items()}
    assert told["bench"] == "room"
    assert set(told["targets"]) <= set(figures)
    assert figures["proposals"] == figures["propose.count"] == 180
    assert (figures["missed"], figures["failed"]) == (0, 0)
    assert figures["poll.count"] > 20
    assert left_behind(house) == before


@pytest.mark.slow
def test_settlements_are_decided_beside_a_statement_by_hand(house: House) -> None:
    before = left_behind(house)
    done = house.hx("bench", "adjudicate", "--small", "--engine", "duckdb", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    figures = {name: figure["value"] for name, figure in told["figures"].items()}
    assert told["bench"] == "adjudicate"
    assert set(told["targets"]) == {"rate", "ratio", "peak", "duckdb.different"}
    assert set(told["targets"]) <= set(figures)
    # Of every thousand one is unknown here and one comes twice; a refund comes with each thousand but the first.
    assert (figures["rows.strays"], figures["rows.reversed"]) == (3, 2)
    assert figures["rows.ordered"] + figures["rows.held"] == 3_000 - 3 - 3 - 2
    assert figures["duckdb.different"] == 0
    assert left_behind(house) == before


@pytest.mark.slow
def test_pages_of_decisions_are_opened_by_workers_and_an_officer(house: House) -> None:
    bring_icons(house.home)
    before = left_behind(house)
    done = house.hx("bench", "explain", "--small", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    figures = {name: figure["value"] for name, figure in told["figures"].items()}
    assert told["bench"] == "explain"
    assert {"hers.p99", "officer.p99", "all.p99", "failed"} <= set(told["targets"]) <= set(figures)
    assert (figures["decisions"], figures["failed"]) == (20_000, 0)
    for kind in ("hers", "officer"):
        assert 0 < figures[f"{kind}.p50"] <= figures[f"{kind}.p99"]
    assert left_behind(house) == before


def test_contracts_of_twelve_pages_are_set_and_each_differs(house: House) -> None:
    done = house.hx("bench", "contracts", "--small", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    figures = {name: figure["value"] for name, figure in told["figures"].items()}
    assert told["bench"] == "contracts"
    assert set(told["targets"]) == {"core.rate", "pages.fewest", "files", "memory.growth"}
    assert set(told["targets"]) <= set(figures)
    assert (figures["pages.fewest"], figures["files"]) == (12, 12)
    assert 0 < figures["contract.p50"] <= figures["contract.p99"]
    assert figures["core.rate"] > 1
    assert 20 < figures["memory.peak"] < 600


def test_a_roster_for_measuring_holds_known_people_and_faults() -> None:
    rows = list(roster_files.rows(400, existing=1_000))
    assert len({cells[3] for cells in rows}) == 400
    assert sum(len(cells[2]) == 16 for cells in rows) == 2
    known = {names.id_number(serial) for serial in range(1_000)}
    assert sum(cells[2] in known for cells in rows) == 4


def test_ctrl_c_leaves_nothing(house: House) -> None:
    # Without what pages are drawn with it would stop by itself, now and then before anybody has looked.
    bring_icons(house.home)
    # A bench clears away what killed ones have left, so fewer may be there afterwards.
    before = set(left_behind(house))
    surroundings = os.environ | {
        "HEXIAN_HOME": str(house.home),
        "DATABASE_URL": house.urls.owner,
        "HEXIAN_APP_DATABASE_URL": house.urls.app,
    }
    running = subprocess.Popen(
        [sys.executable, "-m", "hexian.cli", *SMALLEST], cwd=ROOT, env=surroundings, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    eventually(lambda: bool(set(left_behind(house)) - before))
    assert running.poll() is None, "it is at work"
    os.killpg(running.pid, signal.SIGINT)
    _out, said = running.communicate(timeout=SECONDS_TO_BEGIN)
    assert running.returncode != 0
    assert b"run --setup" not in said
    assert set(left_behind(house)) <= before


def test_what_a_killed_bench_left_is_cleared_away_by_the_next(house: House) -> None:
    with psycopg.connect(house.urls.owner, autocommit=True) as owner:
        others = set(left_behind(house))
        owner.execute("CREATE DATABASE hexian_bench_killed0")
    with frame.ground(house.urls.owner, house.urls.app) as ground:
        [living] = set(left_behind(house)) - others
        assert ground.owner == with_parts(house.urls.owner, dbname=living)
        with frame.ground(house.urls.owner, house.urls.app):
            assert living in left_behind(house)
    assert not ground.home.exists()


def test_a_figure_is_held_against_its_target() -> None:
    report = frame.Report("pages")
    report.figure("wait", 99.0, "ms")
    report.target("wait", "<", 100)
    report.target("ratio", ">=", 0.4)
    assert [report.reached("wait"), report.reached("ratio"), report.met] == [True, False, False]
    report.figure("ratio", 0.4, "x")
    assert json.loads(report.as_json())["met"] is True
    report.figure("wait", 100.0, "ms")
    assert json.loads(report.as_json())["met"] is False


@pytest.mark.parametrize(("share", "value"), [(0.5, 50), (0.99, 99), (0.995, 100), (1.0, 100), (0.0, 1)])
def test_the_nearest_rank_is_a_value_that_was_measured(share: float, value: float) -> None:
    assert frame.percentile([float(each) for each in range(100, 0, -1)], share) == value


def test_there_are_three_thousand_names_each_once() -> None:
    assert len(set(names.NAMES)) == 3_000


def test_the_open_loop_sends_every_kind_in_turn() -> None:
    place = {"session": "s", "far": {"cursor": "after:x"}, "ids": ["1", "2"]}
    told = {
        "places": {"street": place, "district": place, "city": place},
        "texts": {"pair": ["小满", "王小"], "name": ["王小满"]},
        "workers": ["w"],
    }
    asked = [ask.kind for ask in pages._asks(told)]
    assert {kind: asked.count(kind) for kind in asked} == dict.fromkeys(asked, 6)
    assert {"list.city.far", "search.name", "member", "worker_home", "desk"} <= set(asked)


def eventually(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + SECONDS_TO_BEGIN
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.1)
