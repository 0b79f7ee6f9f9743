"""Somebody at a browser who goes through real pages, as the stories seat them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from playwright.sync_api import Page

from tests.browser import looking

#: What moves has come to rest, or half a second is over.
STILL = """Promise.race([
    Promise.allSettled(document.getAnimations().map(each => each.finished)),
    new Promise(over => setTimeout(over, 500)),
]).then(() => null)"""


@dataclass
class Seat:
    """Somebody at a browser, who looks at each page she reaches."""

    page: Page
    base: str
    faults: list[str]
    seen: set[str] = field(default_factory=set)

    def go(self, path: str) -> None:
        """Open an address and look at it."""
        answer = self.page.goto(path if path.startswith("http") else self.base + path)
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"
        self.look()

    def fill(self, **fields: str) -> None:
        """Fill fields of the page's own form by their names."""
        for name, text in fields.items():
            self.page.locator(f"main [name={name}]").first.fill(text)

    def look(self) -> None:
        """Axe and width, once for each page in each shape."""
        shape = re.sub(r"[0-9a-f-]{32,36}", "…", self.page.url) + self.page.locator("h1").first.inner_text()[:8]
        if shape in self.seen:
            return
        self.seen.add(shape)
        # A toast on its way in is paler than it will be.
        self.page.evaluate(STILL)
        found = looking.axe(self.page, sheets=False) + looking.sideways(self.page)
        assert found == [], f"{self.page.url}: {found}"
