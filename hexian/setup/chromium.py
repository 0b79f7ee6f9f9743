"""Finding a Chromium for the browser tests: the one that is there, else the system's package, else Playwright's own."""

import os
import shutil
import sys
from pathlib import Path

from hexian.setup import screen, stamps, tools
from hexian.setup.places import Places
from hexian.setup.troubles import SetupError

VARIABLE = "HEXIAN_CHROMIUM"
# The shell has no windows to draw and looks at a page in three quarters of the time.
SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# A plain path holds none of these.
KNOWN = (
    *(Path("/usr/bin") / name for name in NAMES),
    Path("/usr/lib/chromium/chromium"),
    Path("/snap/bin/chromium"),
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
)
# Debian's whole browser, whose package has a shell beside it.
OF_SYSTEM = (Path("/usr/bin/chromium"), Path("/usr/lib/chromium/chromium"))
PLAYWRIGHTS_SHELL = ("chromium_headless_shell-*/chrome-*/headless_shell", "chromium_headless_shell-*/*/*headless-shell")
PLAYWRIGHTS = ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/*.app/Contents/MacOS/*")


def find() -> Path | None:
    """The browser that is there, if any; `HEXIAN_CHROMIUM` goes first."""
    said = os.environ.get(VARIABLE)
    on_path = (shutil.which(name) for name in NAMES)
    places = (said, *_playwrights(PLAYWRIGHTS_SHELL), *on_path, *KNOWN, *_playwrights(PLAYWRIGHTS))
    return next((Path(place) for place in places if place and Path(place).exists()), None)


def prepare(places: Places) -> Path:
    """The browser, brought here if there is none; the shell beside a whole one where the system has it.

    Raises `SetupError` when no way leads to one.
    """
    found = find()
    if found is None:
        return _from_system(places, SHELL, "chromium") or _from_playwright(places)
    if VARIABLE in os.environ or found not in OF_SYSTEM:
        return found
    return _beside(places, found) or found


def _beside(places: Places, found: Path) -> Path | None:
    """The shell that belongs to the system's browser; where there is none, that is asked once."""
    if stamps.done(places.stamps, SHELL, str(found)):
        return None
    shell = _from_system(places, SHELL)
    stamps.mark(places.stamps, SHELL, str(found))
    return shell


def _playwrights(patterns: tuple[str, ...]) -> list[Path]:
    home = Path("~/Library/Caches" if sys.platform == "darwin" else "~/.cache").expanduser() / "ms-playwright"
    return [path for pattern in patterns for path in sorted(home.glob(pattern), reverse=True)]


def _from_system(places: Places, *packages: str) -> Path | None:
    """The browser of the first of these packages that can be installed."""
    apt = shutil.which("apt-get", path=f"{os.environ.get('PATH', '')}:/usr/bin")
    if os.geteuid() or apt is None:
        return None
    name, log = ("安装 Chromium ", "Installing Chromium"), places.logs / "setup.log"
    with screen.step("安装 Chromium · installing Chromium") as step:
        env = {"DEBIAN_FRONTEND": "noninteractive", "PATH": f"{os.environ['PATH']}:/usr/sbin:/usr/bin:/sbin:/bin"}
        # Not every release has the shell.
        install = [["install", "-y", "--no-install-recommends", package] for package in packages]
        before = find()
        for command in (["update"], *install):
            try:
                tools.run([apt, "-q", *command], name=name, log=log, mark=places.home, env=env, on_line=step.note)
            except SetupError as trouble:
                # Not a dead end: Playwright may have one.
                step.note(trouble.en)
            if (browser := find()) != before:
                return browser
    return None


def _from_playwright(places: Places) -> Path:
    with screen.step("下载 Playwright 的 Chromium · fetching Playwright's Chromium") as step:
        tools.run(
            [places.python, "-m", "playwright", "install", "chromium"],
            name=("没有 Chromium，下载它", "There is no Chromium, and fetching it"),
            log=places.logs / "setup.log",
            mark=places.home,
            on_line=step.note,
        )
    browser = find()
    if browser is None:
        raise SetupError(
            "找不到 Chromium：请安装一个，或用 HEXIAN_CHROMIUM 指出它在哪里。",
            "There is no Chromium: install one, or say where it is in HEXIAN_CHROMIUM.",
        )
    return browser
