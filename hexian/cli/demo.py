"""`hx demo`: one story, told through the same services people use; plainly invented people throughout.

A city's union, a district's, a street's, a park's, 和畅电子（演示） with 350 staff, and riders without employer.
Workers scan posters, officers check, the committee decides, members hold cards; some applications still wait.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import cycle
from typing import Any
from uuid import UUID

import click
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from hexian.cli import demo_bargaining, demo_congress, demo_contract, demo_founding, demo_import
from hexian.cli.demo_aid import mutualaid
from hexian.cli.demo_city import city
from hexian.cli.demo_contract import bargaining
from hexian.cli.demo_people import NAMES, PASSWORD, STAFF, WORK, Account, id_number
from hexian.cli.demo_roster import roster
from hexian.domains.members import services as members
from hexian.domains.orgs import queries as org_queries
from hexian.domains.orgs import services as orgs
from hexian.domains.orgs.rules import Kind
from hexian.domains.people import services as people
from hexian.domains.people.texts import CONSENTS
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.clock import demo as demo_clock
from hexian.foundation.clock.queries import calendar_between
from hexian.foundation.notices import services as notices

#: Long before the story, so that the tree of a year ago can be looked at.
FOUNDED = date(2012, 5, 1)
#: Long enough that last year's bargaining was theirs.
IN_OFFICE = timedelta(days=2 * 365)
AGREED = {str(purpose): text.version for purpose, text in CONSENTS.items()}


@dataclass(frozen=True)
class Body:
    """An organisation of the story, with the code of its poster if it has one."""

    key: str
    public_id: UUID
    code: str
    join_code: str = ""


@click.group(invoke_without_command=True)
@click.pass_context
def demo(ctx: click.Context) -> None:
    """演示：不带子命令时，把示例工会、职工和一次入会完整走一遍；做过了就不再做。"""
    if ctx.invoked_subcommand is None:
        play()


demo.add_command(bargaining)
demo.add_command(city)
demo.add_command(mutualaid)
demo.add_command(roster)


def play() -> None:
    """Play the story once, whole or not at all; a second time nothing happens."""
    if org_queries.has_demo_data():
        click.echo("演示数据已经在了，没有再做一遍。")
        return
    with transaction.atomic():
        accounts = _play(timezone.now())
    _write_accounts(accounts)


def _play(now: datetime) -> list[dict[str, str]]:
    """The whole story; what set-up prints of its officers."""
    # The committee met on a day that has been, and nobody on its list may have applied after it.
    earlier = Actor.system("demo", now - timedelta(days=12), shifted=True)
    with scope(earlier):
        notices.open_tray(actor=earlier)
        demo_clock.make_movable()
        bodies = _bodies(earlier)
        accounts = [_hire(person, bodies, earlier) for person in STAFF]
    click.echo(f"组织 {len(bodies)} 个，演示账号 {len(accounts)} 个")
    joined = _first_batch(bodies["firm"], NAMES[:36], "13800010000", earlier)
    riders = _first_batch(
        bodies["riders"], NAMES[36:44], "13800020000", earlier, platform="迅达配送（演示）", station="长河站"
    )
    click.echo(f"会员 {joined + riders} 名，经委员会决议入会")
    click.echo(f"待办申请 {_waiting(bodies, now)} 份")
    chair = _chair_of(bodies["riders"], earlier)
    done = demo_founding.play(bodies["district"].public_id, bodies["street"].public_id, chair, now)
    click.echo(f"建会 {done} 件：一件已成立，一件等批复")
    rows = demo_import.play(bodies["firm"].public_id, replace(_chair_of(bodies["firm"], earlier), now=now))
    click.echo(f"名册 1 份：{rows} 行，已核对，等委员会表决")
    seats = demo_congress.play(bodies["firm"].public_id, _chair_of(bodies["firm"], earlier), chair, now)
    click.echo(f"职代会 1 届：代表 {seats} 名，开过 1 次会，下一次已安排")
    contract = demo_contract.play(bodies["employer"].public_id, now)
    title = demo_bargaining.play(bodies["employer"].public_id, now)
    click.echo(f"协商 2 件：{contract.title}已签订、公布；{title}正在谈")
    return accounts


def _bodies(actor: Actor) -> dict[str, Body]:
    """The tree on the real divisions: 杭州市 → 滨江区 → 长河街道 → a park → a firm; riders beside the park."""

    def found(key: str, kind: Kind, name: str, parent: str | None, **facts: Any) -> None:
        above = bodies[parent].public_id if parent else None
        org = orgs.found(kind=kind, name=name, parent=above, founded_on=FOUNDED, actor=actor, is_demo=True, **facts)
        poster = ""
        if kind in {Kind.ENTERPRISE, Kind.NEW_FORM}:
            poster = orgs.open_join_point(org.public_id, actor=actor, label="一号门").join_code
        bodies[key] = Body(key, org.public_id, org.code, poster)

    bodies: dict[str, Body] = {}
    found("city", Kind.CITY, "杭州市总工会（演示）", None, division="3301", phone="0571-0000 0001")
    found("district", Kind.DISTRICT, "滨江区总工会（演示）", "city", division="330108", phone="0571-0000 0002")
    found("street", Kind.STREET, "长河街道总工会（演示）", "district", division="330108002", phone="0571-0000 0003")
    found("park", Kind.PARK, "和弦产业园工会联合会（演示）", "street", division="330108002", phone="0571-0000 0004")
    found(
        "employer", Kind.EMPLOYER, "和畅电子（演示）有限公司", "park", short_name="和畅电子（演示）",
        division="330108002", staff_total=350, uscc="91330108000000000W", ownership="173",
        address="滨江区长河街道演示路 1 号（演示）", phone="0571-0000 0007",
    )  # fmt: skip
    found(
        "firm", Kind.ENTERPRISE, "和畅电子（演示）工会委员会", "park", short_name="和畅电子（演示）工会",
        division="330108002", phone="0571-0000 0005", staff_total=350,
        address="滨江区长河街道演示路 1 号（演示）", employer=bodies["employer"].public_id,
    )  # fmt: skip
    found(
        "bureau", Kind.PARTNER, "滨江区人力资源和社会保障局（演示）", "district", division="330108", partner="labour",
    )  # fmt: skip
    found(
        "riders", Kind.NEW_FORM, "长河骑手（演示）联合工会委员会", "street", short_name="长河骑手（演示）工会",
        division="330108002", phone="0571-0000 0006",
    )  # fmt: skip
    return bodies


def _hire(account: Account, bodies: dict[str, Body], actor: Actor) -> dict[str, str]:
    """An officer with account, second factor and office; what set-up prints of her."""
    body = bodies[account.body]
    person = people.register_person(account.name, account.mobile, body.code, actor=actor)
    opened = people.open_account(account.mobile, person, actor=actor, password=PASSWORD, is_demo=True)
    if account.role:
        role = next(row for row in org_queries.roles_for(body.public_id, actor) if row.key == account.role)
        orgs.appoint(
            body.public_id, person_id=person.public_id, role_id=role.public_id, title=account.title, actor=actor,
            starts_on=actor.now.date() - IN_OFFICE,
        )  # fmt: skip
        people.set_totp(opened, people.DEMO_SECRET, actor=actor)
    return {"role": account.title, "mobile": account.mobile, "password": PASSWORD, "note": account.note}


def _apply(body: Body, name: str, mobile: str, seed: int, actor: Actor, **facts: str) -> UUID:
    """One worker scans the poster and fills five fields."""
    poster = org_queries.resolve(body.join_code)
    guest = Actor.guest(actor.now, code=poster.org_code, mobile=mobile)
    facts = {"kind_of_work": WORK[seed % len(WORK)], "id_number": id_number(seed), **facts}
    with scope(guest):
        application = members.apply(
            join_code=body.join_code, name=name, mobile=mobile, consents=AGREED,
            request_key=f"demo-{mobile}-{seed:06}", actor=replace(guest, shifted=actor.shifted), **facts,
        )  # fmt: skip
    return application.public_id


def _first_batch(body: Body, names: Sequence[str], first_mobile: str, actor: Actor, **facts: str) -> int:
    """Everybody applies, the union's chair checks, the committee meets on a working day, all are members."""
    if facts:
        facts["kind_of_work"] = "外卖配送员"
    picked = [
        _apply(body, name, str(int(first_mobile) + place), int(first_mobile[-6:]) + place, actor, **facts)
        for place, name in enumerate(names)
    ]
    chair = _chair_of(body, _working_day_after(actor))
    day = timezone.localdate(chair.now)
    with scope(chair):
        for each in picked:
            members.check(each, actor=chair)
        draft = members.propose(
            picked, number=f"〔{day.year}〕1 号", held_on=day, actor=chair, meeting="第一届第 1 次", place="工会会议室",
            chair=chair.name,
        )  # fmt: skip
        members.pass_resolution(draft.public_id, seats=5, present=5, yes=5, no=0, abstained=0, actor=chair)
    return len(picked)


def _working_day_after(actor: Actor) -> Actor:
    """The same story some days later, on a day on which committees meet."""
    later = replace(actor, now=actor.now + timedelta(days=3))
    calendar = calendar_between(timezone.localdate(actor.now), timezone.localdate(timezone.now()))
    while not calendar.works(timezone.localdate(later.now)):
        later = replace(later, now=later.now + timedelta(days=1))
    return later


def _chair_of(body: Body, actor: Actor) -> Actor:
    """The officer who works for that union, as she stood at that time."""
    account = next(person for person in STAFF if person.admits == body.key)
    with scope(Actor.system("demo", actor.now)):
        opened = people.account_for(account.mobile)
    if opened is None:
        raise Refused("account.unknown", mobile=account.mobile)
    return replace(org_queries.actor_for(opened.pk, actor.now, actor.request_id), shifted=True)


def _waiting(bodies: dict[str, Body], now: datetime) -> int:
    """Applications an officer finds on her desk: some clean, some with something to look into."""
    actor = Actor.system("demo", now)
    names = cycle(NAMES[44:])
    count = 0
    for place in range(9):
        earlier = replace(actor, now=now - timedelta(hours=5 * place + 1), shifted=True)
        body = bodies["firm"] if place % 3 else bodies["riders"]
        facts = {} if place % 3 else {"platform": "迅达配送（演示）", "station": "长河站", "kind_of_work": "外卖配送员"}
        _apply(body, next(names), f"1380003{place:04}", 30_000 + place, earlier, **facts)
        count += 1
    # The same number on two phones, and somebody who is a member of the other union already.
    _apply(bodies["firm"], next(names), "13800030100", 30_003, actor)
    _apply(bodies["firm"], NAMES[36], "13800030101", 20_000, actor)
    return count + 2


def _write_accounts(accounts: list[dict[str, str]]) -> None:
    """What set-up prints: demo accounts by role, with a member and a rider among them."""
    workers = [
        {
            "role": "会员（和畅电子职工）",
            "mobile": "13800010000",
            "password": "",
            "note": "用验证码登录，码在「演示短信」里",
        },
        {"role": "会员（骑手）", "mobile": "13800020000", "password": "", "note": "用验证码登录，码在「演示短信」里"},
    ]
    path = settings.HOME / "demo-accounts.json"
    path.write_text(json.dumps(accounts + workers, ensure_ascii=False, indent=1), encoding="utf-8")
    path.chmod(0o600)
