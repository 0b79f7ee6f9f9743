"""What an officer finds on her desk in the browser's story: names that wait, a draft, a wish, a role, a long job."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.utils import timezone
from PIL import Image

from hexian.domains.members import services as members
from hexian.domains.members.models import Application, Membership, Passage
from hexian.domains.members.queries import MemberFilter
from hexian.domains.orgs import queries as orgs_queries
from hexian.domains.orgs import services as orgs
from hexian.domains.orgs.models import JoinPoint, Organisation, Role
from hexian.domains.orgs.queries import OrgFilter
from hexian.domains.people import services as people
from hexian.domains.people.models import Account, Person
from hexian.domains.people.texts import CONSENTS
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor

CONSENTED = {str(purpose): text.version for purpose, text in CONSENTS.items()}
#: Names that wait at the firm; the last one has the ID number of a member.
WAITING = [
    ("周一帆", "330108199101010026", "13800000011"), ("吴晓岚", "330108199202020047", "13800000012"),
    ("郑明轩", "330108199303030068", "13800000013"), ("冯知秋", "330108199404040089", "13800000014"),
    ("孙远行", "330108198709090058", "13800000015"),
]  # fmt: skip


def tell(bodies: Mapping[str, Organisation], posters: Mapping[str, JoinPoint], officer: Person) -> dict[str, str]:
    """The desk's part of the story; returns an id of each sort of thing there is a page about."""
    chair, before = actor_of(officer), Actor.system("story", timezone.now())
    with scope(before):
        waiting = [_apply(posters["firm"], *facts, before) for facts in WAITING]
        colleague = people.register_person("何清明", "13800000021", bodies["firm"].code, actor=before)
        riders = Application.objects.get(name="赵一舟")
        member = Membership.objects.select_related("person", "resolution").get(person__name="王小满")
        passed = member.resolution
        lapse = _lapse(Membership.objects.get(person__name="孙远行"))
    herself = actor_of(member.person)
    with scope(herself):
        change = members.ask_change(field="kind_of_work", after="质量检验", why="换了岗位", actor=herself)
    with scope(chair):
        drafted = members.propose([waiting[3].public_id], number="〔2026〕9 号", held_on=_today(), actor=chair)
        signed = members.attach_evidence(passed.public_id, _photo(), actor=chair, name="签字页.jpg")  # type: ignore[union-attr]
        role = orgs.make_role(bodies["street"].public_id, name="宣传干事", duties=["orgs.view"], actor=chair)
        office = orgs.appoint(
            bodies["firm"].public_id, person_id=colleague.public_id, role_id=_role("viewer"), actor=chair
        )
        task = members.start_export(MemberFilter(), actor=chair)
        tree = _tree(bodies, chair)
    return tree | {
        "application": str(waiting[0].public_id), "blocked": str(waiting[4].public_id), "rider": str(riders.public_id),
        "resolution": str(drafted.public_id), "passed": str(signed.public_id), "file": str(signed.evidence_id),
        "member": str(member.public_id), "change": str(change.public_id), "role": str(role.public_id),
        "office": str(office.public_id), "task": str(task.public_id), "poster": str(posters["firm"].public_id),
        "lapse": str(lapse.public_id), "street": str(bodies["street"].public_id), "firm": str(bodies["firm"].public_id),
    }  # fmt: skip


def _tree(bodies: Mapping[str, Organisation], chair: Actor) -> dict[str, str]:
    """A park below the street with a union that was moved there yesterday, an employer it is there for, a group."""
    before, yesterday = _today() - timedelta(days=400), _today() - timedelta(days=1)

    def found(kind: str, name: str, parent: Organisation, **facts: Any) -> Organisation:
        given = {"division": "330108002", "founded_on": before, "is_demo": True} | facts
        return orgs.found(kind=kind, name=name, parent=parent.public_id, actor=chair, **given)

    park = found("park", "智慧新天地（演示）园区工会", bodies["street"])
    works = found("employer", "锦程机械（演示）", bodies["street"], nature="enterprise", staff_total=120)
    moved = found("joint", "新天地楼宇联合（演示）工会", bodies["street"])
    orgs.cover(moved.public_id, works.public_id, since=yesterday, actor=chair)
    group = orgs.make_group(bodies["street"].public_id, kind="park", name="智慧新天地（演示）", actor=chair)
    orgs.join_group(group.public_id, org=moved.public_id, since=yesterday, actor=chair)
    orgs.keep_filter("企业工会", OrgFilter(kind="enterprise"), actor=chair)
    orgs.move(moved.public_id, to=park.public_id, reason="楼宇划给园区管", on=yesterday, actor=chair)
    return {
        "park": str(park.public_id), "works": str(works.public_id), "moved": str(moved.public_id),
        "group": str(group.public_id), "riders": str(bodies["riders"].public_id),
        "before": (yesterday - timedelta(days=1)).isoformat(),
    }  # fmt: skip


def _lapse(member: Membership) -> Passage:
    """What the six-month job proposes: the story is too short to wait for it."""
    return Passage.objects.create(
        kind="lapse", state="proposed", waits_for="source", origin="program", reason="no_part", membership=member,
        person_id=member.person_id, source_id=member.org_id, code=member.code, asked_at=timezone.now(),
    )  # fmt: skip


def riders_chair(riders: Organisation) -> Person:
    """Whoever accepts for the riders' union."""
    actor = Actor.system("story", timezone.now())
    with scope(actor):
        person = people.register_person("马远航", "13800000023", riders.code, actor=actor)
        account = people.open_account("13800000023", person, actor=actor, is_demo=True)
        people.set_totp(account, people.DEMO_SECRET, actor=actor)
        orgs.appoint(riders.public_id, person_id=person.public_id, role_id=_role("chair"), actor=actor)
    return person


def administrator(root: Organisation) -> Person:
    """Somebody who looks after the program, not after people; she has a second factor with recovery codes."""
    actor = Actor.system("story", timezone.now())
    with scope(actor):
        person = people.register_person("周立春", "13800000022", root.code, actor=actor)
        account = people.open_account("13800000022", person, actor=actor, is_demo=True)
        people.set_totp(account, people.DEMO_SECRET, actor=actor)
        RecoveryCodes.activate(account)
        orgs.appoint(root.public_id, person_id=person.public_id, role_id=_role("admin"), actor=actor)
    return person


def actor_of(person: Person) -> Actor:
    """The person as she stands now, signed in."""
    with scope(Actor.system("story", timezone.now())):
        account = Account.objects.get(person=person)
        return orgs_queries.actor_for(account.pk, timezone.now(), "story")


def _apply(poster: JoinPoint, name: str, number: str, mobile: str, actor: Actor) -> Application:
    return members.apply(
        join_code=poster.join_code, name=name, id_number=number, mobile=mobile, kind_of_work="检验员",
        consents=CONSENTED, request_key=f"story-waiting-{mobile}", actor=actor,
    )  # fmt: skip


def _role(key: str) -> Any:
    return Role.objects.get(org=None, key=key).public_id


def _today() -> Any:
    return timezone.localdate()


def _photo() -> io.BytesIO:
    picture = io.BytesIO()
    Image.new("RGB", (120, 90), "white").save(picture, "JPEG")
    picture.seek(0)
    return picture
