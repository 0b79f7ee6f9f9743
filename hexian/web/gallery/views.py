"""The pages of the gallery; each fills a real shell with invented content."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe

from hexian.web import errors
from hexian.web.gallery import samples
from hexian.web.screen import ActorRequest, screen

ERROR_PAGES = {
    "400": 400, "403": 403, "404": 404, "405": 405, "413": 413, "429": 429, "500": 500, "offline": 200, "stale": 403,
}  # fmt: skip
PAGES = {
    "overview": "部件",
    "forms": "表单",
    "states": "状态",
    "desk": "工作台列表",
    "phone": "职工首页",
    "phone_form": "手机表单",
    "phone_card": "会员证",
    "phone_list": "手机列表",
    "public": "登录",
}

# A picture of a code, not a code: nobody should scan a gallery.
SAMPLE_QR = mark_safe(
    '<svg viewBox="0 0 9 9" shape-rendering="crispEdges"><path d="M1 1h3v3H1zM5 1h1v1H5zM7 1h1v2H7zM5 3h1v1H5z'
    'M1 5h2v1H1zM4 5h1v2H4zM6 5h2v1H6zM1 7h1v1H1zM3 7h1v1H3zM5 7h3v1H5z" fill="#151a21"/></svg>'
)


def _shell() -> dict[str, Any]:
    return {
        "actor": samples.Person(),
        "now": samples.NOW,
        "demo": True,
        "demo_messages": samples.MESSAGES,
        "demo_count": len(samples.MESSAGES),
        "unread": 3,
        "notices_url": "#",
        "find_url": "#",
        "act_as_url": "#",
        "sign_out_url": "#",
        "fresh": "数据 1 分钟前更新",
        "nav": samples.NAV,
        "nav_foot": samples.NAV_FOOT,
        "tabs": samples.TABS,
        "pages": [(title, reverse(f"gallery:{name}")) for name, title in PAGES.items()],
        "error_pages": ERROR_PAGES,
    }


def _page(request: HttpRequest, name: str, **content: object) -> HttpResponse:
    return render(request, f"gallery/{name}.html", _shell() | content)


@screen(public=True)
def overview(request: ActorRequest) -> HttpResponse:
    """Buttons, tags, faces, cards, words, deadlines, layers."""
    crumbs = [{"label": "样式", "url": "#"}, {"label": "全部部件"}]
    return _page(
        request,
        "overview",
        crumbs=crumbs,
        deadlines=samples.DEADLINES,
        entries=samples.ENTRIES,
        facts=samples.FACTS,
        notices=samples.NOTICES,
        steps=["已提交", "已受理", "协调中", "有结果", "您评价"],
        next_steps=["李敏今天 18:00 前看您的申请", "6 月 19 日 周五 委员会讨论", "通过后短信告诉您，会员证自动生成"],
    )


@screen(public=True)
def forms(request: ActorRequest) -> HttpResponse:
    """Every control: blank, refused, off."""
    return _page(request, "forms", blank=samples.blank_form("blank_%s"), refused=samples.refused_form())


@screen(public=True)
def states(request: ActorRequest) -> HttpResponse:
    """Empty, loading, failed, long-running, undone."""
    return _page(request, "states")


@screen(public=True)
def desk(request: ActorRequest) -> HttpResponse:
    """A whole list page with figures, views, filters, table and bulk bar."""
    acts = [
        {"label": "分派", "icon": "user", "open": "assign"},
        {"label": "催办", "icon": "speakerphone", "name": "act", "value": "urge"},
        {"label": "并为集体争议", "icon": "users-group", "name": "act", "value": "join"},
        {"label": "导出", "icon": "download", "name": "act", "value": "export"},
    ]
    return _page(
        request, "desk", cases=samples.CASES, kpi_items=samples.KPIS, view_items=samples.VIEWS, bulk_actions=acts
    )


@screen(public=True)
def phone(request: ActorRequest) -> HttpResponse:
    """The worker's home."""
    return _page(
        request,
        "phone",
        union_name="和畅电子（演示）工会",
        union_url="#",
        greeting="王师傅，下午好",
        standing="会员已认证 · 入会第 1,204 天",
        services=samples.SERVICES,
        steps=["已提交", "已受理", "协调中", "有结果", "您评价"],
    )


@screen(public=True)
def phone_form(request: ActorRequest) -> HttpResponse:
    """A form on the phone: refused, or with `?blank` as one meets it."""
    form = samples.blank_form() if "blank" in request.GET else samples.refused_form()
    return _page(request, "phone_form", form=form)


@screen(public=True)
def phone_card(request: ActorRequest) -> HttpResponse:
    """The member's card with her code."""
    card = {"name": "王小满", "union_name": "和畅电子（演示）工会", "number": "HZ 0824 1176", "since": samples.NOW}
    return _page(request, "phone_card", card=card, qr=SAMPLE_QR, facts=samples.FACTS, notices=samples.NOTICES)


@screen(public=True)
def phone_list(request: ActorRequest) -> HttpResponse:
    """A list under a back row, and a bottom sheet."""
    return _page(request, "phone_list", stations=samples.STATIONS)


@screen(public=True)
def public(request: ActorRequest) -> HttpResponse:
    """The login card."""
    return _page(request, "public", form=samples.blank_form())


@screen(public=True)
def error(request: ActorRequest, name: str) -> HttpResponse:
    """One of the error pages, with its own status."""
    if name not in ERROR_PAGES:
        raise Http404
    context = _shell() | {"until": samples.NOW, **errors.too_large_words(settings.BODY_LIMIT, has_file=True)}
    return render(request, f"errors/{name}.html", context, status=ERROR_PAGES[name])
