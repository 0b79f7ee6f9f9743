"""The sprite of icons."""

from __future__ import annotations

import os
from pathlib import Path
from xml.etree import ElementTree

import pytest

from hexian.setup import frontend
from hexian.setup.troubles import SetupError

ROOT = Path(__file__).resolve().parents[2]
SVG = "{http://www.w3.org/2000/svg}"
DRAWN = """<!--
tags: [house]
-->
<svg
  xmlns="http://www.w3.org/2000/svg"
  viewBox="0 0 24 24"
>
  <path stroke="none" d="M0 0h24v24H0z" fill="none" />
  <path d="M5 12l14 0" />
  //# sourceMappingURL=home.svg.map
</svg>"""


@pytest.fixture
def icons(tmp_path: Path) -> Path:
    """A small library: one icon in both styles."""
    for style in ("outline", "filled"):
        (tmp_path / style).mkdir()
        (tmp_path / style / "home.svg").write_text(DRAWN)
    return tmp_path


def symbols(sprite: str) -> dict[str, ElementTree.Element]:
    """The sprite's symbols by their id."""
    return {found.attrib["id"]: found for found in ElementTree.fromstring(sprite).iter(f"{SVG}symbol")}  # noqa: S314


def test_each_name_becomes_a_symbol_and_filled_ones_say_so(icons: Path) -> None:
    found = symbols(frontend.sprite_of(["filled:home", "home"], icons))
    assert set(found) == {"home", "f-home"}
    assert found["home"].attrib["stroke"] == "currentColor"
    assert found["f-home"].attrib["fill"] == "currentColor"


def test_a_name_given_twice_is_drawn_once(icons: Path) -> None:
    assert frontend.sprite_of(["home", "home"], icons).count("<symbol") == 1


def test_only_what_is_drawn_is_kept(icons: Path) -> None:
    sprite = frontend.sprite_of(["home"], icons)
    assert [path.attrib["d"] for path in symbols(sprite)["home"]] == ["M5 12l14 0"]
    assert "sourceMappingURL" not in sprite
    assert "tags" not in sprite


def test_a_name_that_is_no_icon_is_said(icons: Path) -> None:
    with pytest.raises(SetupError) as refusal:
        frontend.sprite_of(["hoem"], icons)
    assert "hoem" in refusal.value.zh
    assert "icons.txt" in refusal.value.en


def test_every_icon_the_pages_name_is_in_the_library() -> None:
    var = Path(os.environ.get("HEXIAN_TEST_VAR", ROOT / "var"))
    names = (ROOT / "hexian" / "web" / "icons.txt").read_text(encoding="utf-8").split()
    sprite = frontend.sprite_of(names, var / "node" / frontend.PACKAGE)
    assert len(symbols(sprite)) == len(set(names)) > 50
