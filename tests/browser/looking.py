"""Look at a page as the people who use it do: screen readers, small screens, thumbs, slow lines, readers of Chinese.

Every function returns what is wrong in words, so that a test reads `assert looking.of(...) == []` and its failure
names the element.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from hexian.setup import chromium as browsers

ROOT = Path(__file__).resolve().parents[2]
NODE_FOLDERS = (ROOT / "var" / "node", ROOT)
PHONE = {"width": 390, "height": 844}
NARROW = {"width": 320, "height": 640}
DESK = {"width": 1440, "height": 900}
#: What a thumb needs, in pixels: usual pages and 长辈版 (工信部 适老化).
THUMB, ELDER_THUMB = 44, 60
#: First load of a worker's page in all, compressed: 120 KB is three seconds on a poor line.
MOST_BYTES = 120 * 1024

_HAN = r"[\u3400-\u9fff]"
#: Half-width marks that touch Chinese; «18:00» and «3.5» touch digits only.
_WESTERN = re.compile(rf"{_HAN}\s?[,;:!?]|{_HAN}\.(?!\d)|[,;!?]\s?{_HAN}|{_HAN}\(|\){_HAN}|{_HAN}[\"']|[\"']{_HAN}")

#: What is measured in a page; more than one at a time is cheaper, because every question may cost a frame drawn.
SIDEWAYS = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  const over = [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > wide + 1);
  return [`${document.documentElement.scrollWidth} > ${wide}: ` +
    over.slice(0, 4).map((e) => `${e.tagName}.${e.className}`).join(" ")];
}"""

SMALL = """(least) => {
  const seen = (e) => e.checkVisibility({opacityProperty: true, visibilityProperty: true})
    && !e.closest(".sr, .skip, [inert]");
  const box = (e) => {
    const label = e.matches("input, select") && e.labels?.[0]?.contains(e) ? e.labels[0] : e;
    return label.getBoundingClientRect();
  };
  return [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
    .filter(seen)
    .map((e) => [e, box(e)])
    .filter(([, r]) => r.width && r.height && (r.width < least - 0.5 || r.height < least - 0.5))
    .map(([e, r]) => `${e.tagName.toLowerCase()} «${(e.innerText || e.ariaLabel || e.name || "").trim().slice(0, 20)}» `
      + `${Math.round(r.width)}×${Math.round(r.height)}`);
}"""

#: Only what is wrong is told in full; to describe all that is right takes as long as to look.
AXE = 'async (preload) => (await axe.run(document, {preload, resultTypes: ["violations"]})).violations'

WORDS = """() => {
  const texts = [document.title];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement;
    if (!e.closest("script, style, template, noscript, [data-as-typed]")) texts.push(walk.currentNode.data.trim());
  }
  for (const e of document.querySelectorAll("[aria-label], [placeholder], [title], [alt]"))
    for (const name of ["aria-label", "placeholder", "title", "alt"]) texts.push(e.getAttribute(name) || "");
  return texts.filter(Boolean);
}"""


@dataclass(frozen=True)
class Mode:
    """One way a page is seen: its name, window, display cookies."""

    name: str
    size: dict[str, int]
    cookies: dict[str, str] = field(default_factory=dict)


NORMAL = Mode("normal", PHONE)
WIDE = Mode("desk", DESK)


def chromium() -> str:
    """The browser to drive. Raises `LookupError` when there is none: `./test` brings one."""
    found = browsers.find()
    if found is None:
        raise LookupError(f"no Chromium: run ./test, or name one in {browsers.VARIABLE}")
    return str(found)


@contextmanager
def context(browser: Browser, url: str, mode: Mode = NORMAL, session: str = "") -> Iterator[BrowserContext]:
    """A fresh browser at `url`, in one mode, signed in with a session's key where one is given."""
    opened = browser.new_context(viewport=mode.size, locale="zh-CN", timezone_id="Asia/Shanghai", color_scheme="light")  # type: ignore[arg-type]
    opened.add_cookies([{"name": name, "value": value, "url": url} for name, value in mode.cookies.items()])
    sign_in(opened, url, session)
    try:
        yield opened
    finally:
        opened.close()


def sign_in(opened: BrowserContext, url: str, session: str) -> None:
    """A browser has a session's key from now on, where one is given."""
    if session:
        opened.add_cookies([{"name": "sessionid", "value": session, "url": url}])


def of(page: Page, *, phone: bool = True, least: int = THUMB) -> list[str]:
    """Everything wrong with a page as it stands now."""
    found = axe(page) + sideways(page) + western_marks(page)
    return found + (small_targets(page, least) if phone else [])


#: How large a page is drawn where only its sizes are asked for, of what it measures: nobody sees the picture.
_DRAWN = 0.05


class Window:
    """The window a page stands in, as large as asked; what is in it is laid out as ever and drawn as small as a stamp.

    To draw pictures nobody looks at took a fifth of the time of looking at a page.
    """

    def __init__(self, page: Page) -> None:
        self._line = page.context.new_cdp_session(page)
        self.size: dict[str, int] = {}

    def resize(self, size: dict[str, int]) -> None:
        """Make it so large, unless it is; in CSS pixels."""
        if size != self.size:
            given = {**size, "deviceScaleFactor": 1, "mobile": False, "scale": _DRAWN}
            self._line.send("Emulation.setDeviceMetricsOverride", given)
            self.size = size


def listening(opened: BrowserContext) -> tuple[Page, list[str]]:
    """A new page and what goes wrong on it: script errors, refused resources, broken addresses."""
    page, faults = opened.new_page(), list[str]()
    page.on("pageerror", lambda error: faults.append(f"script error: {error}"))
    page.on("console", lambda message: faults.append(f"console: {message.text}") if message.type == "error" else None)
    return page, faults


@cache
def axe_script() -> str:
    """The text of axe, for a context that opens many pages: given beforehand it is not sent again for each."""
    for folder in NODE_FOLDERS:
        file = folder / "node_modules" / "axe-core" / "axe.min.js"
        if file.exists():
            return file.read_text(encoding="utf-8")
    raise LookupError("axe-core is missing: run ./test, which brings it")


def axe(page: Page, *, sheets: bool = True) -> list[str]:
    """What axe finds, every rule that is on by default.

    `sheets` has it fetch the style sheets once more, for the one rule that reads them (a page locked to one way of
    holding the phone); all pages share the same sheets, so looking at the gallery's is enough.
    """
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(axe_script())
    return axe_faults(page.evaluate(AXE, sheets))


def axe_faults(found: list[dict[str, Any]]) -> list[str]:
    """What axe told, in words."""
    return [
        f"axe {v['id']}: {node['html'][:160]} ({node['failureSummary'][:200]})" for v in found for node in v["nodes"]
    ]


def sideways(page: Page) -> list[str]:
    """Whether the page is wider than its window, and because of what."""
    return sideways_faults(page.evaluate(SIDEWAYS))


def sideways_faults(found: list[str]) -> list[str]:
    """What `SIDEWAYS` told, in words."""
    return [f"scrolls sideways: {words}" for words in found]


def small_targets(page: Page, least: int = THUMB) -> list[str]:
    """Links, buttons and fields smaller than a thumb; a field inside its label counts with it."""
    return small_faults(page.evaluate(SMALL, least), least)


def small_faults(found: list[str], least: int) -> list[str]:
    """What `SMALL` told, in words."""
    return [f"target under {least} px: {words}" for words in found]


def western_marks(page: Page) -> list[str]:
    """Half-width punctuation that touches Chinese, in text, labels and title."""
    return western_faults(page.evaluate(WORDS))


def western_faults(texts: list[str]) -> list[str]:
    """Which of a page's `WORDS` hold half-width punctuation."""
    found = [(text, _WESTERN.search(text)) for text in texts]
    return [f"half-width punctuation: «{text[:60]}»" for text, match in found if match]
