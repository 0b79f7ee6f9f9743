"""The components as template tags: `{% load ui %}`, then `{% icon "users" %}`, `{% field form.name %}`, `{% sla d %}`.

Every tag escapes what it is given and writes no inline style or script: the content security policy allows neither.
`docs/reference/components.md` lists them with a snippet each; `/gallery/` shows them in every state.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from django import template
from django.forms import BaseForm, BoundField
from django.template import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from hexian.web.steady import steady
from hexian.web.templatetags import controls, wording

register = template.Library()

ICONS_FILE = Path(__file__).parent.parent / "icons.txt"

BLANK = mark_safe("")
STATUS_ICONS = {
    "ok": "circle-check",
    "warn": "alert-triangle",
    "bad": "alert-circle",
    "solid-bad": "urgent",
    "info": "info-circle",
}
# Django's message levels in our words; the rest need no colour.
MESSAGE_KINDS = {"error": "bad", "warning": "bad", "success": "", "info": "", "debug": ""}


class HasDeadline(Protocol):
    """What `sla` needs to know; `paused` may be a reason in words."""

    due_at: datetime
    paused: bool | str
    done: bool


def _now(context: Context) -> datetime:
    """The actor's now where the page has one (demos shift it), otherwise the server's."""
    moment = context.get("now") or getattr(context.get("actor"), "now", None)
    return moment if isinstance(moment, datetime) else timezone.now()


# — Icons, tags, faces —


@cache
def _sprite() -> str:
    return static("icons.svg")


@register.simple_tag
@steady
def icon(name: str, label: str = "") -> SafeString:
    """One icon of the sprite by its Tabler name; `filled:home` for the filled form. Silent unless given a label."""
    filled = name.startswith("filled:")
    symbol = f"f-{name.removeprefix('filled:')}" if filled else name
    css = "i i-filled" if filled else "i"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}#{}"/></svg>', css, label, _sprite(), symbol
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', css, _sprite(), symbol)


@cache
def icon_names() -> frozenset[str]:
    """Every icon the sprite holds, as listed in `icons.txt`."""
    return frozenset(ICONS_FILE.read_text(encoding="utf-8").split())


@register.simple_tag
def tab_icon(tab: Mapping[str, Any]) -> SafeString:
    """A tab's icon: filled where she stands and on the raised button, if there is a filled form."""
    filled = f"filled:{tab['icon']}"
    return icon(filled if (tab.get("current") or tab.get("fab")) and filled in icon_names() else tab["icon"])


@register.simple_tag
@steady
def tag(kind: str, text: object, icon_name: str | None = None) -> SafeString:
    """A small label. Status kinds (ok, warn, bad, info) carry an icon by themselves, so colour never stands alone."""
    name = STATUS_ICONS.get(kind, "") if icon_name is None else icon_name
    return format_html('<span class="tag {}">{}{}</span>', kind, icon(name) if name else BLANK, text)


@register.simple_tag
def avatar(person: object, side: str = "", size: str = "") -> SafeString:
    """The first character of a name in its side's colour: worker, employer, union or lawyer. Size: small, large."""
    name = str(getattr(person, "name", person) or "")
    return format_html('<span class="avatar {} {}" aria-hidden="true">{}</span>', side, size, name[:1] or "?")


# — Words for times, numbers and secrets —


def _time(moment: datetime, words: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', wording.local(moment).isoformat(timespec="minutes"), words)


@register.simple_tag(takes_context=True)
def when(context: Context, moment: datetime | date | None, style: str = "full") -> SafeString:
    """A date or moment in the house style: full, day, near (`今天 19:50`), due or ago (`3 分钟前`)."""
    if moment is None:
        return BLANK
    now = _now(context)
    today = wording.local(now).date()
    if not isinstance(moment, datetime):
        return format_html('<time datetime="{}">{}</time>', moment.isoformat(), wording.day_words(moment, today))
    if style == "day":
        return _time(moment, wording.day_words(wording.local(moment).date(), today))
    styles = {"near": wording.near_words, "due": wording.due_words, "ago": wording.ago_words}
    return _time(moment, styles.get(style, wording.moment_words)(moment, now))


@register.simple_tag
def count(number: int | None) -> SafeString:
    """A number with thousands separators, tabular."""
    return BLANK if number is None else format_html('<span class="num">{}</span>', wording.count_words(number))


@register.simple_tag
def money(fen: int | None) -> SafeString:
    """A sum in yuan: `640 元`, `1.2 万元`. Unit: fen."""
    return BLANK if fen is None else format_html('<span class="num">{}</span>', wording.yuan_words(fen))


@register.simple_tag
def masked(value: str) -> SafeString:
    """A masked number; read aloud as its known end only, not as a row of asterisks. Without one: `没有留`."""
    if not value:
        return format_html('<span class="t3">{}</span>', _("没有留"))
    tail = value.rsplit("*", 1)[-1]
    spoken = _("已隐藏，末 %(n)s 位是 %(tail)s") % {"n": len(tail), "tail": tail} if tail else _("已隐藏")
    return format_html(
        '<span class="num nowrap"><span aria-hidden="true">{}</span><span class="sr">{}</span></span>', value, spoken
    )


@register.simple_tag(takes_context=True)
def sla(context: Context, deadline: HasDeadline | None, started: datetime | None = None) -> SafeString:
    """Time left with the exact deadline beside it; grey when paused or done. Counts down on the server's clock."""
    if deadline is None or deadline.due_at is None:
        return BLANK
    if deadline.done:
        return _sla_still(_("已办结"), "check")
    if deadline.paused:
        reason = deadline.paused if isinstance(deadline.paused, str) else ""
        return _sla_still(_("已暂停") + (f" · {reason}" if reason else ""), "player-pause")
    return _sla_running(deadline.due_at, started or getattr(deadline, "started_at", None), _now(context))


def _sla_still(words: str, icon_name: str) -> SafeString:
    return format_html(
        '<span class="sla off"><span class="sla-left">{}{}</span>{}</span>', icon(icon_name), words, _bar(100, "off")
    )


def _sla_running(due: datetime, started: datetime | None, now: datetime) -> SafeString:
    kind = wording.urgency(due, now)
    mark = {"ok": "clock", "warn": "clock", "bad": "urgent"}[kind]
    begun = started or due - timedelta(days=5)
    spent = int(100 * ((now - begun) / (due - begun))) if due > begun else 100
    return format_html(
        '<span class="sla {}" data-due="{}"><span class="sla-left">{}<span data-left>{}</span></span>{}'
        '<span class="sla-due">{} {}</span></span>',
        kind,
        int(due.timestamp() * 1000),
        icon(mark),
        wording.left_words(due, now),
        _bar(max(2, min(100, spent)), kind),
        _("截止"),
        _time(due, wording.due_words(due, now)),
    )


def _bar(percent: int, kind: str) -> SafeString:
    # SVG, because a width in a style attribute would break the content security policy.
    return format_html('<svg class="bar {}" aria-hidden="true"><rect width="{}%" height="100%"/></svg>', kind, percent)


@register.simple_tag
def bar(percent: int, kind: str = "ok") -> SafeString:
    """A thin bar beside words that already say the share; silent to a screen reader. Percent 0–100."""
    return _bar(max(0, min(100, percent)), kind)


@register.simple_tag(takes_context=True)
def server_now(context: Context) -> int:
    """Milliseconds since 1970 on the server, for countdowns: a phone's own clock is not to be trusted."""
    return int(_now(context).timestamp() * 1000)


@register.simple_tag(takes_context=True)
def display_attrs(context: Context) -> SafeString:
    """`data-elder` and `data-theme` for `<html>`, from the visitor's own choice kept in two cookies."""
    cookies = getattr(context.get("request"), "COOKIES", {})
    theme = cookies.get("theme", "")
    parts = [format_html(' data-theme="{}"', theme)] if theme in {"light", "dark"} else []
    parts += [mark_safe(" data-elder")] if cookies.get("elder") == "1" else []
    return format_html_join("", "{}", ((part,) for part in parts))


# — Forms —


@register.inclusion_tag("ui/field.html")
def field(
    bound: BoundField, *, send_url: str = "", send_label: str = "", columns: int = 1, optional: bool = True
) -> dict[str, Any]:
    """One form field: label, hint, control and error, tied together for assistive technology.

    The kind of control follows from the widget. A widget with `autocomplete="one-time-code"` and a `send_url` gets a
    button that posts the form there and may not be pressed again for a minute.
    """
    kind = controls.kind_of(bound.field.widget)
    grouped = kind == "choices"
    return {
        "field": bound,
        "kind": kind,
        "id": bound.id_for_label or bound.auto_id,
        "control": BLANK if grouped else controls.render(bound, kind),
        "choices": list(bound) if grouped else [],
        "errors": bound.errors,
        "optional": optional and not bound.field.required and kind != "check",
        "send_url": send_url,
        "send_label": send_label,
        "columns": columns,
        "preview": controls.takes_photos(bound.field.widget),
        "pages": controls.takes_pages(bound.field.widget),
    }


@register.inclusion_tag("ui/error_summary.html")
def error_summary(form: BaseForm, kept: str = "") -> dict[str, Any]:
    """What is wrong with a form, at its top, focused, each line leading to its field. Nothing when all is well."""
    bound = [form[name] for name in form.fields if name in form.errors]
    return {
        "form": form,
        "fields": [b for b in bound if not b.is_hidden],
        "general": form.non_field_errors(),
        "kept": kept,
    }


# — States —


@register.inclusion_tag("ui/empty.html")
def empty(icon_name: str, title: str, text: str = "", action_label: str = "", action_url: str = "") -> dict[str, Any]:
    """Nothing here: what that means and one thing to do."""
    return {"icon": icon_name, "title": title, "text": text, "label": action_label, "url": action_url}


@register.inclusion_tag("ui/trouble.html")
def trouble(title: str, kept: str, label: str = "", url: str = "", icon_name: str = "alert-circle") -> dict[str, Any]:
    """Something failed: what happened, that nothing is lost, how to go on."""
    return {"title": title, "kept": kept, "label": label, "url": url, "icon": icon_name}


@register.inclusion_tag("ui/skeleton.html")
def skeleton(rows: int = 4) -> dict[str, Any]:
    """Grey rows while a part of the page is on its way."""
    return {"rows": range(rows)}


@register.inclusion_tag("ui/task.html")
def task(title: str, done: int, total: int, left: str = "", cancel_url: str = "") -> dict[str, Any]:
    """A long job: how far, how long still, and that one may leave. `left` in words, e.g. 「大约还要 40 秒」."""
    percent = 100 * done // total if total else 0
    return {"title": title, "done": done, "total": total, "percent": percent, "left": left, "cancel_url": cancel_url}


@register.inclusion_tag("ui/toast.html")
@steady
def toast(text: str, undo_url: str = "", kind: str = "") -> dict[str, Any]:
    """A short word at the bottom; with an undo address it stays 8 seconds and offers 撤销."""
    return {"text": text, "undo_url": undo_url, "kind": MESSAGE_KINDS.get(kind, kind)}


# — Lists —


@register.inclusion_tag("ui/pager.html")
def pager(
    previous_url: str = "", next_url: str = "", summary: str = "", *, keys: bool = True, picks: bool = True
) -> dict[str, Any]:
    """Keyset paging: 上一页, 下一页, and what is shown. An empty address disables its button.

    `keys` shows the keys of the list, `picks` that rows can be chosen.
    """
    return {"previous": previous_url, "next": next_url, "summary": summary, "keys": keys, "picks": picks}


@register.inclusion_tag("ui/views.html")
def views(items: Sequence[Mapping[str, object]], label: str = "") -> dict[str, Any]:
    """Saved views as tabs; each item has label, url, and may have count and current."""
    return {"items": items, "label": label or _("视图")}


@register.inclusion_tag("ui/kpis.html")
def kpis(items: Sequence[Any]) -> dict[str, Any]:
    """Key figures that filter; each item has label, value, and may have unit, note, url and current."""
    leads = any(item.get("url") if isinstance(item, Mapping) else getattr(item, "url", "") for item in items)
    return {"items": items, "is_still": not leads}


@register.inclusion_tag("ui/sort.html")
def sort(label: str, url: str, order: str = "") -> dict[str, Any]:
    """The inside of a sortable `<th>`; `order` is ascending, descending or empty. The `<th>` carries `aria-sort`."""
    return {"label": label, "url": url, "order": order}


@register.inclusion_tag("ui/steps.html")
def steps(labels: Iterable[str], now: int) -> dict[str, Any]:
    """How far a matter has come; `now` is the index of the current step, past the end when all is done."""
    return {"steps": [{"label": label, "state": _step_state(i, now)} for i, label in enumerate(labels)]}


def _step_state(index: int, now: int) -> str:
    return "done" if index < now else "now" if index == now else ""


@register.inclusion_tag("ui/timeline.html", takes_context=True)
def timeline(context: Context, entries: Sequence[object], empty_text: str = "") -> dict[str, Any]:
    """What happened, newest first; each entry has text, at, and may have who, note and kind (now, ok, bad)."""
    return {"entries": entries, "now": _now(context), "empty_text": empty_text}


@register.inclusion_tag("ui/facts.html")
def facts(rows: Iterable[Sequence[object]]) -> dict[str, Any]:
    """Key and value pairs as a description list; a value may be safe markup made by another tag."""
    return {"rows": rows}


@register.inclusion_tag("ui/receipt.html")
def receipt(title: str, text: str, next_steps: Iterable[str]) -> dict[str, Any]:
    """What was received and 接下来会发生什么: promises with a time and a name."""
    return {"title": title, "text": text, "next_steps": next_steps}


# — Layers —


@register.simple_block_tag
def layer(content: SafeString, ident: str, title: str, kind: str = "dialog") -> SafeString:
    """A dialogue, sheet or drawer, closed at first; any button with `data-open="<ident>"` opens it."""
    return format_html(
        '<dialog class="{kind}" id="{ident}" aria-labelledby="{ident}-title"><div class="layer-head">'
        '<h2 id="{ident}-title">{title}</h2><button class="btn btn-quiet btn-icon" type="button" data-close '
        'aria-label="{close}">{x}</button></div>{content}</dialog>',
        kind=kind,
        ident=ident,
        title=title,
        close=_("关闭"),
        x=icon("x"),
        content=content,
    )
