"""The components by themselves: their words, their markup, their colours, and what no template may contain."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import Context, Engine, Template
from django.template.base import TextNode
from django.template.loader import get_template
from django.test import Client, RequestFactory, override_settings
from hypothesis import given
from hypothesis import strategies as st

from hexian.web import steady
from hexian.web.gallery import samples
from hexian.web.templatetags import ui, wording

WEB = Path(__file__).resolve().parents[2] / "hexian" / "web"
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
CSS = WEB / "static" / "css"
NOW = datetime(2026, 6, 17, 6, 40, tzinfo=UTC)  # 14:40 in Shanghai, a Wednesday
HOUR = timedelta(hours=1)


def rendered(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context({"now": NOW} | context))


# — Words —


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 6, 17, 10, 0, tzinfo=UTC), "6 月 17 日 周三 18:00"),
        (datetime(2026, 6, 17, 16, 0, tzinfo=UTC), "6 月 18 日 周四 00:00"),
        (datetime(2025, 12, 31, 15, 59, tzinfo=UTC), "2025 年 12 月 31 日 周三 23:59"),
        (datetime(2025, 12, 31, 16, 0, tzinfo=UTC), "1 月 1 日 周四 00:00"),
    ],
)
def test_a_moment_is_said_in_shanghai_with_the_year_only_when_it_is_another(moment: datetime, words: str) -> None:
    assert wording.moment_words(moment, NOW) == words


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (5.17, "今天 19:50"),
        (18.34, "明天 09:00"),
        (-28, "昨天 10:40"),
        (33.34, "后天 00:00"),
        (72, "周六 14:40"),
        (24 * 7, "6 月 24 日 周三 14:40"),
        (-48, "6 月 15 日 周一 14:40"),
    ],
)
def test_a_near_moment_is_named_by_its_day(hours: float, words: str) -> None:
    assert wording.near_words(NOW + timedelta(minutes=round(hours * 60)), NOW) == words


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "刚刚"),
        (3, "3 分钟前"),
        (59, "59 分钟前"),
        (60, "1 小时前"),
        (880, "14 小时前"),
        (881, "昨天 23:59"),
        (-5, "今天 14:45"),
    ],
)
def test_how_long_ago_is_said_within_the_day_only(minutes: int, words: str) -> None:
    assert wording.ago_words(NOW - timedelta(minutes=minutes), NOW) == words


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(hours=5, minutes=10), "剩 5 小时 10 分"),
        (timedelta(hours=9), "剩 9 小时"),
        (timedelta(days=1, hours=6, minutes=59), "剩 1 天 6 小时"),
        (timedelta(days=2), "剩 2 天"),
        (timedelta(seconds=20), "剩 1 分"),
        (timedelta(hours=-28), "已超期 1 天 4 小时"),
        (timedelta(0), "已超期 1 分"),
    ],
)
def test_time_left_is_said_in_its_two_largest_units(left: timedelta, words: str) -> None:
    assert wording.left_words(NOW + left, NOW) == words


@pytest.mark.parametrize(
    ("left", "kind"),
    [
        (24 * HOUR + timedelta(seconds=1), "ok"),
        (24 * HOUR, "warn"),
        (2 * HOUR + timedelta(seconds=1), "warn"),
        (2 * HOUR, "bad"),
        (-HOUR, "bad"),
    ],
)
def test_urgency_turns_at_24_and_at_2_hours(left: timedelta, kind: str) -> None:
    assert wording.urgency(NOW + left, NOW) == kind


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (64_000, "640 元"),
        (231_050, "2,310.50 元"),
        (1_200_000, "1.2 万元"),
        (1_000_000, "1 万元"),
        (1_234_500, "12,345 元"),
        (15_000_000_000, "1.5 亿元"),
        (5, "0.05 元"),
        (-64_000, "−640 元"),
        (0, "0 元"),
    ],
)
def test_a_sum_is_said_in_yuan(fen: int, words: str) -> None:
    assert wording.yuan_words(fen) == words


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_no_fen_is_lost_in_the_words_for_a_sum(fen: int) -> None:
    number, unit = wording.yuan_words(fen).replace(",", "").replace("−", "-").split(" ")
    whole, _dot, part = number.partition(".")
    size = {"元": 100, "万元": 1_000_000, "亿元": 10_000_000_000}[unit]
    sign = -1 if number.startswith("-") else 1
    assert int(whole) * size + sign * int(part or 0) * size // 10 ** len(part) == fen


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=4000)))
def test_a_span_is_never_said_longer_than_it_is(span: timedelta) -> None:
    units = {"天": 1440, "小时": 60, "分": 1}
    said = sum(int(n) * units[unit] for n, unit in re.findall(r"(\d+) (天|小时|分)", wording.span_words(span)))
    minutes = int(span.total_seconds() // 60)
    assert said <= max(1, minutes) < said + (60 if minutes >= 1440 else 1) or said == max(1, minutes)


# — Tags —


def test_what_a_tag_is_given_is_escaped() -> None:
    page = rendered(
        '{% tag "ok" evil %}{% avatar evil %}{% masked evil %}{% icon evil %}{% toast evil %}', evil="<script>x"
    )
    assert "<script" not in page
    assert page.count("&lt;") >= 4


def test_a_status_tag_never_stands_on_colour_alone() -> None:
    for kind in ("ok", "warn", "bad", "info"):
        assert "<svg" in rendered("{% tag kind '已通过' %}", kind=kind)


def test_a_masked_number_is_read_aloud_by_its_end() -> None:
    page = rendered('{% masked "330108********1234" %}')
    assert "末 4 位是 1234" in page
    assert '<span aria-hidden="true">330108********1234</span>' in page


def test_a_filled_icon_points_to_its_own_symbol() -> None:
    assert '#f-home"' in rendered('{% icon "filled:home" %}')
    assert 'aria-label="已锁定"' in rendered('{% icon "lock" "已锁定" %}')


def test_the_tab_she_stands_on_is_filled() -> None:
    tab: dict[str, object] = {"icon": "home", "current": True}
    assert "#f-home" in rendered("{% tab_icon tab %}", tab=tab)
    assert "#f-home" not in rendered("{% tab_icon tab %}", tab=tab | {"current": False})
    # There is no filled shop in the sprite.
    assert "#building-store" in rendered("{% tab_icon tab %}", tab=tab | {"icon": "building-store"})


def test_a_deadline_shows_what_is_left_and_when_exactly() -> None:
    page = rendered("{% sla d %}", d=samples.Deadline(NOW + 5 * HOUR, started_at=NOW - 15 * HOUR))
    assert "剩 5 小时" in page
    assert "今天 19:40" in page
    assert 'width="75%"' in page
    assert f'data-due="{int((NOW + 5 * HOUR).timestamp() * 1000)}"' in page


def test_a_paused_or_finished_deadline_does_not_count_down() -> None:
    running = samples.Deadline(NOW - HOUR)
    paused = rendered("{% sla d %}", d=replace(running, paused="等仲裁"))
    done = rendered("{% sla d %}", d=replace(running, done=True))
    assert "已暂停 · 等仲裁" in paused
    assert "已办结" in done
    assert "data-due" not in paused + done


def test_a_day_without_a_time_is_said_as_a_day() -> None:
    assert rendered("{% when day %}", day=date(2026, 6, 19)) == '<time datetime="2026-06-19">6 月 19 日 周五</time>'
    assert rendered("{% when day %}", day=None) == ""


def test_the_visitors_own_choice_of_display_reaches_the_first_byte() -> None:
    request = RequestFactory().get("/")
    request.COOKIES = {"elder": "1", "theme": "dark"}
    assert rendered("<html{% display_attrs %}>", request=request) == '<html data-theme="dark" data-elder>'
    request.COOKIES = {"elder": "0", "theme": '"><script>'}
    assert rendered("<html{% display_attrs %}>", request=request) == "<html>"


def test_a_page_that_cannot_be_turned_back_says_so() -> None:
    page = rendered('{% pager "" "?after=9" "第 1–25 名" %}')
    assert 'href="?after=9" rel="next"' in page
    assert 'rel="prev"' not in page
    assert 'aria-disabled="true"' in page


def test_an_undo_is_a_post_to_the_address_given() -> None:
    assert 'hx-post="/undo/7"' in rendered('{% toast "已分派" "/undo/7" %}')
    assert "hx-post" not in rendered('{% toast "已分派" %}')


# — Forms —


@dataclass
class Element:
    """One start tag of a page."""

    tag: str
    attrs: dict[str, str]


class Elements(HTMLParser):
    """Every start tag of a page, in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Element] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(Element(tag, {name: value or "" for name, value in attrs}))

    def ids(self) -> list[str]:
        return [element.attrs["id"] for element in self.found if "id" in element.attrs]


REFERENCES = ("for", "aria-describedby", "aria-labelledby", "form", "popovertarget", "data-open")


def dangling(page: str) -> set[str]:
    """References to elements that are not on the page."""
    elements = Elements(page)
    named = {name for element in elements.found for key in REFERENCES for name in element.attrs.get(key, "").split()}
    links = {e.attrs["href"][1:] for e in elements.found if re.fullmatch(r"#[\w-]+", e.attrs.get("href", ""))}
    return (named | links) - set(elements.ids())


def test_every_refused_field_is_tied_to_its_label_hint_and_error() -> None:
    form = samples.refused_form()
    page = rendered("{% error_summary form %}{% for f in form %}{% field f %}{% endfor %}", form=form)
    assert dangling(page) == set()
    controls = {e.attrs.get("name"): e for e in Elements(page).found if e.tag in {"input", "select", "textarea"}}
    for name in ("name", "number", "mobile", "code", "work", "agree"):
        assert controls[name].attrs["aria-invalid"] == "true"
        assert f"id_{name}_error" in controls[name].attrs["aria-describedby"].split()


def test_the_summary_leads_to_each_wrong_field_and_says_that_nothing_is_lost() -> None:
    form = samples.refused_form()
    page = rendered("{% error_summary form %}", form=form)
    assert 'role="alert"' in page
    assert "data-focus" in page
    assert "您填的都还在" in page
    assert "这张身份证已有一份申请在审" in page
    assert {f"#id_{name}" for name in form.errors if name != "__all__"} <= set(re.findall(r'href="(#\w+)"', page))


def test_a_form_without_errors_has_no_summary() -> None:
    assert rendered("{% error_summary form %}", form=samples.blank_form()).strip() == ""


def test_a_one_time_code_is_sent_for_by_a_button_that_must_cool() -> None:
    page = rendered("{% field form.code send_url='/code/' %}", form=samples.blank_form())
    assert 'hx-post="/code/"' in page
    assert 'data-cooldown="60"' in page
    assert "data-cooldown" not in rendered("{% field form.code %}", form=samples.blank_form())


# — Whole pages —

PAGES = ("", "forms/", "states/", "desk/", "phone/", "phone/form/", "phone/card/", "phone/stations/", "public/")


@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES)
def test_a_gallery_page_is_whole(client: Client, address: str) -> None:
    response = client.get(f"/gallery/{address}")
    html = response.content.decode()
    ids = Elements(html).ids()
    assert response.status_code == 200
    assert len(ids) == len(set(ids)), "an id twice"
    assert dangling(html) == set()
    assert set(re.findall(r"icons\.svg#([\w-]+)", html)) <= {n.replace("filled:", "f-") for n in ui.icon_names()}
    levels = [int(e.tag[1]) for e in Elements(html).found if re.fullmatch(r"h[1-6]", e.tag)]
    assert all(after <= before + 1 for before, after in pairwise(levels[levels.index(1) :]))


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["400", "403", "404", "413", "429", "500", "offline", "stale"])
def test_an_error_page_says_that_nothing_is_lost_and_how_to_go_on(client: Client, name: str) -> None:
    html = client.get(f"/gallery/errors/{name}/").content.decode()
    assert re.search(r"什么都没有|都在|还在|没有提交|已存在这台手机上", html)
    assert re.search(r'class="btn[^"]*" href=', html)


def test_the_page_for_our_own_fault_needs_no_context() -> None:
    page = get_template("errors/500.html").render()
    assert "我们这边出了错" in page
    assert "<svg" not in page


# — What no template may contain —


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(WEB / "templates")))
def test_a_template_keeps_to_the_content_security_policy(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=", source), "inline style"
    assert not re.search(r"<script(?![^>]*\ssrc=)", source), "inline script"
    assert not re.search(r"\s(on\w+|hx-on[\w:-]*)\s*=", source), "inline handler"
    assert "<style" not in source
    assert "{%" not in Engine().from_string(re.sub(r"\{[%{#].*?[%}#]\}", "", source)).render(Context())


def test_every_icon_a_template_names_is_in_the_sprite() -> None:
    named = {
        icon
        for path in TEMPLATES
        for icon in re.findall(r"\{% icon [\"']([\w:-]+)[\"']", path.read_text(encoding="utf-8"))
    }
    assert named
    assert named <= ui.icon_names()


def test_no_icon_is_listed_twice() -> None:
    listed = ui.ICONS_FILE.read_text(encoding="utf-8").split()
    assert len(listed) == len(set(listed))


def test_every_class_a_component_uses_is_styled() -> None:
    sheets = "".join(path.read_text(encoding="utf-8") for path in CSS.glob("*.css"))
    styled = set(re.findall(r"\.([a-zA-Z][\w-]*)", sheets))
    for path in [*(WEB / "templates" / "ui").glob("*.html"), *(WEB / "templates" / "shells").glob("*.html")]:
        source = path.read_text(encoding="utf-8")
        for value in re.findall(r'class="([^"]*)"', source):
            assert set(re.sub(r"\{[%{].*?[%}]\}", " ", value).split()) <= styled, path.name


@pytest.mark.parametrize("path", sorted((WEB / "static" / "js").glob("*.js")), ids=lambda path: path.name)
def test_a_script_is_short_strict_and_free_of_eval(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 400
    assert '"use strict";' in source
    assert not re.search(r"\beval\(|new Function|innerHTML\s*=|insertAdjacentHTML|document\.write\(", source)


def test_a_workers_first_load_of_our_own_parts_is_light() -> None:
    names = (
        "css/tokens.css",
        "css/ui.css",
        "css/forms.css",
        "css/layers.css",
        "css/phone.css",
        "js/hx.js",
        "js/draft.js",
    )
    found = [finders.find(name) for name in (*names, "django_htmx/htmx-2.min.js")]
    size = sum(len(gzip.compress(Path(str(path)).read_bytes())) for path in found)
    # The sprite and the page itself have the rest of the 120 KB.
    assert size <= 60 * 1024


# — Colours —


def declared(css: str, selector: str) -> dict[str, str]:
    """The custom properties of the first block with exactly this selector."""
    block = re.search(rf"(?:^|\n)\s*{re.escape(selector)} \{{(.*?)\n\s*\}}", css, re.DOTALL)
    assert block is not None, selector
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", block[1]))


TOKENS = (CSS / "tokens.css").read_text(encoding="utf-8")
LIGHT = declared(TOKENS, ":root")
ELDER = declared(TOKENS, "[data-elder]")
DARK = declared(TOKENS, '[data-theme="dark"]')
ELDER_DARK = declared(TOKENS, '[data-elder][data-theme="dark"]')
MODES = {
    "light": LIGHT,
    "elder": LIGHT | ELDER,
    "dark": LIGHT | DARK,
    "elder-dark": LIGHT | ELDER | DARK | ELDER_DARK,
}
SURFACES = ("bg", "surface", "surface-2", "field", "selected")
TINTS = ("ok", "warn", "bad", "info", "violet", "teal")
PAIRS = [
    *((text, ground) for text in ("text", "text-2", "text-3", "brand-text") for ground in SURFACES),
    *((tint, f"{tint}-bg") for tint in TINTS),
    *((tint, "surface") for tint in TINTS),
    ("gold-700", "gold-100"),
    ("brand-text", "red-50"),
    ("brand-text", "red-100"),
    ("red-600", "red-50"),
    ("on-brand", "brand"),
    ("on-brand", "brand-hover"),
    ("on-bad", "bad"),
    ("on-inverse", "inverse"),
    ("on-inverse-2", "inverse"),
    ("on-inverse", "inverse-hover"),
    ("ink-700", "ink-100"),
    ("text-3", "ink-100"),
]


def value_of(name: str, mode: dict[str, str]) -> str:
    value = mode[name]
    inner = re.fullmatch(r"var\(--([\w-]+)\)", value)
    return value_of(inner[1], mode) if inner else value


def luminance(colour: str) -> float:
    short = colour.removeprefix("#")
    digits = "".join(c * 2 for c in short) if len(short) == 3 else short
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("mode", MODES)
def test_every_pair_of_text_and_ground_has_contrast_enough(mode: str) -> None:
    weak = []
    for text, ground in PAIRS:
        dark, light = sorted(luminance(value_of(name, MODES[mode])) for name in (text, ground))
        ratio = (light + 0.05) / (dark + 0.05)
        weak += [f"{text} on {ground}: {ratio:.2f}"] if ratio < 4.5 else []
    assert weak == []


def test_the_systems_dark_is_the_chosen_dark() -> None:
    system = declared(TOKENS, ':root:not([data-theme="light"], [data-theme="dark"])')
    elder = declared(TOKENS, '[data-elder]:not([data-theme="light"], [data-theme="dark"])')
    assert system == DARK
    assert elder == ELDER_DARK


@pytest.mark.django_db
def test_htmx_carries_no_inline_style_over_a_swap(client: Client) -> None:
    found = re.search(r"name=\"htmx-config\" content='([^']*)'", client.get("/").content.decode())
    assert found is not None
    assert "style" not in json.loads(found[1])["attributesToSettle"]


# — What is the same for everybody —


PLAIN = ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"]


def _shown(name: str) -> str:
    """A page without what differs from one look to the next."""
    said = Client().get(f"/gallery/{name}").content.decode()
    return re.sub(r'data-now="\d+"|[0-9A-Za-z]{64}', "", said)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["", "forms/", "states/", "desk/", "phone/", "phone/form/", "phone/card/", "public/"])
def test_a_folded_page_says_what_it_said_before(name: str) -> None:
    folded = _shown(name)
    kept: dict[str, Any] = dict(settings.TEMPLATES[0])
    with override_settings(TEMPLATES=[kept | {"OPTIONS": kept["OPTIONS"] | {"loaders": PLAIN}}]):
        assert _shown(name) == folded


def test_words_icons_and_files_of_a_template_are_one_text() -> None:
    nodes = get_template("ui/display_menu.html").template.nodelist  # type: ignore[attr-defined]
    assert [type(node) for node in nodes] == [TextNode]
    assert "长辈版（大字）" in nodes[0].s
    assert "icons.svg#text-size" in nodes[0].s


@pytest.mark.parametrize(
    "source",
    [
        "{% translate word %}", "{% translate '周' as day %}{{ day }}", "{% icon name %}", "{% icon 'x'|upper %}",
        "{% if word %}{{ word }}{% else %}{{ name }}{% endif %}", "{% tag kind word %}", "{% toast word %}",
        "{% include part %}", "{% with a=word %}{{ a }}{% endwith %}", "{% icon 'x' as mark %}{{ mark }}",
    ],
)  # fmt: skip
def test_what_differs_is_asked_each_time(source: str) -> None:
    template = Template("{% load i18n ui %}" + source)
    steady.fold(template.nodelist, template)
    for word in ("一", "二"):
        given = {"word": word, "name": "users", "kind": "ok", "part": "ui/display_menu.html"}
        assert template.render(Context(given)) == Template("{% load i18n ui %}" + source).render(Context(given))
    assert any(not isinstance(node, TextNode) for node in template.nodelist)
