"""`hx begin`: the first union and its first officer, where there is no demo to sign in with."""

from __future__ import annotations

from uuid import UUID

import click
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from hexian.cli.answers import Stop, answering
from hexian.cli.server import database_up
from hexian.domains.members import texts
from hexian.domains.orgs import queries as org_queries
from hexian.domains.orgs import services as orgs
from hexian.domains.orgs.rules import Kind
from hexian.domains.people import services as people
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.actor.actor import ROOT_CODE

KINDS = [str(kind) for kind in (Kind.NATION, Kind.PROVINCE, Kind.CITY, Kind.DISTRICT, Kind.STREET, Kind.ENTERPRISE)]
#: Nobody gives a duty she lacks, so the first officer holds both; she hands the chair over once there is somebody.
ROLES = ("admin", "chair")


@click.command()
@click.option("--union", prompt="最上面一级工会的全称", help="最上面一级工会的全称")
@click.option("--kind", type=click.Choice(KINDS), default=str(Kind.CITY), show_default=True, help="它是哪一级")
@click.option(
    "--division",
    prompt="它所在的行政区划代码（市四位，如 3301；会员证号用它开头，不清楚先按回车）",
    default="",
    help="行政区划代码，如 3301；会员证号用它开头",
)
@click.option("--name", prompt="第一位系统管理员的姓名", help="第一位系统管理员的姓名")
@click.option("--mobile", prompt="她的手机号", help="她的手机号，用来登录")
@click.password_option(prompt="给她设一个密码（至少 10 位，登录后可以改）", help="不写在命令里，会问")
def begin(*, union: str, kind: str, division: str, name: str, mobile: str, password: str) -> None:
    """Found the topmost union and appoint its first officer; refused once there is one."""
    if len(password) < 10:
        raise Stop("密码至少 10 位。请再运行一次。")
    with answering(), database_up():
        try:
            with transaction.atomic():
                top = _found(union, kind, division)
                _appoint(top, name, mobile, password)
        except Refused as refusal:
            raise Stop(texts.of(refusal)) from None
    click.echo(f"好了：{name} 打开 ./run 印出的网址，用 {mobile} 和刚设的密码登录，第一次会请她设两步验证。")
    click.echo("接着在「基层工会」里补上地区和电话、做入会海报；同事由她在「任职与权限」里任命。")
    if not settings.NOTICES["sms_url"]:
        click.echo("短信还没有接通（HEXIAN_SMS_URL）：同事收不到登录验证码，职工不能入会。接通后重新启动 ./run。")


def _found(union: str, kind: str, division: str) -> UUID:
    actor = _actor()
    with scope(actor):
        return orgs.found(kind=kind, name=union, parent=None, division=division, actor=actor).public_id


def _appoint(top: UUID, name: str, mobile: str, password: str) -> None:
    actor = _actor()
    with scope(actor):
        person = people.register_person(name, mobile, ROOT_CODE, actor=actor)
        people.open_account(mobile, person, actor=actor, password=password)
        for role in org_queries.roles_for(top, actor):
            if role.key in ROLES:
                orgs.appoint(top, person_id=person.public_id, role_id=role.public_id, actor=actor)


def _actor() -> Actor:
    return Actor.system("begin", timezone.now())
