"""The steps that Hexian's own command line does for set-up; each is skipped when what it reads has not changed."""

from hexian.embedded import DatabaseUrls
from hexian.foundation.crypto import keyfiles
from hexian.foundation.crypto.keyfiles import KeyFolderError
from hexian.setup import databases, screen, stamps, tools
from hexian.setup.places import Places
from hexian.setup.troubles import SetupError


def replace_lost_key(places: Places, kind: str) -> None:
    """Make a key of a kind that is lost for good, on somebody's word.

    Raises `SetupError` when one is in use.
    """
    try:
        key = keyfiles.replace_lost(places.keys, kind)
    except KeyFolderError as fault:
        raise SetupError(str(fault), f"No key of the kind {kind} was made in {places.keys}: see above.") from fault
    screen.say(
        f"已另造密钥 {places.keys / key.filename}；旧密钥封过的内容它打不开。请马上另存密钥文件夹。\n"
        "A new key was made; it opens nothing the old one sealed. Copy the key folder now."
    )


def migrate(places: Places, urls: DatabaseUrls) -> None:
    """Bring the tables up to date, as their owner."""
    package = places.root / "hexian"
    folders = sorted(folder for folder in package.rglob("migrations") if folder.is_dir())
    code = stamps.digest(places.root / "requirements" / "run.lock", *folders)
    if stamps.done(places.stamps, "migrate", f"{code} {databases.state(urls)}"):
        return
    _hx(places, "migrate", title="建表 · migrating", role="owner")
    stamps.mark(places.stamps, "migrate", f"{code} {databases.state(urls)}")


def seed(places: Places, urls: DatabaseUrls) -> None:
    """Load the divisions, the calendar, the law's parameters and the standard roles."""
    package = places.root / "hexian"
    code = stamps.digest(*(package / part for part in ("foundation", "domains", "cli")), databases.birth(urls))
    if not stamps.done(places.stamps, "seed", code):
        _hx(places, "seed", title="载入行政区划、日历和法规参数 · loading divisions, calendar, law", role="owner")
        stamps.mark(places.stamps, "seed", code)


def collect_static(places: Places) -> None:
    """Gather the pages' own files with their hashes."""
    web = places.root / "hexian" / "web" / "static"
    lock = places.root / "requirements" / "run.lock"
    code = stamps.digest(web, places.frontend, lock, places.root / "hexian" / "config" / "settings.py")
    if not (stamps.done(places.stamps, "static", code) and (places.home / "static" / "staticfiles.json").exists()):
        _hx(places, "static", title="整理界面文件 · collecting static files")
        stamps.mark(places.stamps, "static", code)


def play_demo(places: Places, urls: DatabaseUrls) -> None:
    """Play the demo story, once in the life of a database."""
    born = databases.birth(urls)
    # A note for each database: going back to a former one must not play the story there twice.
    step = f"demo-{stamps.digest(born)[:12]}"
    if not stamps.done(places.stamps, step, born):
        _hx(places, "demo", title="演示故事 · playing the demo story")
        stamps.mark(places.stamps, step, born)


def _hx(places: Places, command: str, *, title: str, role: str = "app") -> None:
    with screen.step(title) as step:
        tools.run(
            [places.python, "-P", "-m", "hexian.cli", command],
            name=(f"hx {command} ", f"hx {command}"),
            log=places.logs / "setup.log",
            mark=places.home,
            env={"HEXIAN_DB_ROLE": role},
            on_line=step.note,
        )
