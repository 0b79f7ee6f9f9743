"""A roster from the file to members and back again, through the services as the doors call them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from hexian.domains.members import services as members
from hexian.domains.members.models import Membership, Passage, Tally
from hexian.domains.people import services as people
from hexian.domains.people.models import Person
from hexian.domains.rosters import queries, rules, services, texts
from hexian.domains.rosters.models import Import, ImportRow, Portion
from hexian.domains.rosters.rules import ImportState
from hexian.domains.rosters.services import checking, landing
from hexian.foundation import events, sheets, work
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.attachments import queries as attachments
from hexian.foundation.audit import queries as audit
from hexian.foundation.work import registry, runs
from hexian.foundation.work.models import Task
from tests import makers
from tests.rosters.makers import HEAD, House, person, table

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]


@pytest.fixture
def house(_builder: None) -> House:
    return House.make()


OFFICERS: dict[int, Actor] = {}


@pytest.fixture
def _builder(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A job's starter is the very officer of the test, now."""
    former = list(registry._builder)
    make = House.make.__func__  # type: ignore[attr-defined]

    def remembering(cls: type[House], name: str = "长河街道总工会（演示）") -> House:
        made: House = make(cls, name)
        OFFICERS[made.officer.person_id or 0] = made.officer
        return made

    monkeypatch.setattr(House, "make", classmethod(remembering))

    def build(starter: work.Starter, now: datetime) -> Actor:
        return replace(OFFICERS[starter.person_id or 0], now=now)

    work.set_actor_builder(build)
    yield
    registry._builder[:] = former
    OFFICERS.clear()


def members_of(house: House) -> list[str]:
    rows = Membership.objects.filter(org=house.org, state="active").order_by("person__name")
    return list(rows.values_list("person__name", flat=True))


def task_of(roster: Import) -> Task:
    assert roster.task_id is not None
    return Task.objects.get(public_id=roster.task_id)


def remarks(roster: Import) -> dict[int, str]:
    return dict(ImportRow.objects.filter(roster=roster).order_by("number").values_list("number", "fault"))


def test_a_roster_goes_in_with_its_faults_told_and_its_counts_true(house: House) -> None:
    number = makers.id_number()
    makers.make_member(makers.make_org("宁波市总工会（演示）"), "赵立冬", number=number)
    roster = house.checked([
        person("王立春"), person("李雨水", number="330108199001010011"), person("赵立冬", number=number),
        person("陈惊蛰", joined="2019.5.4"), ["合计", "", "", "", "", "4 人"],
    ])  # fmt: skip
    assert roster.state == ImportState.CHECKED
    assert (roster.rows, roster.counts["faults"], roster.counts["fate.new"], roster.counts["fate.elsewhere"]) == (
        4,
        1,
        2,
        1,
    )
    assert remarks(roster) == {3: "id.check_digit", 4: "fate.elsewhere"}
    assert members_of(house) == [], "nothing lands before an officer has seen the figures"
    shown = [each.text for each in queries.remarks_on(roster.public_id, house.officer)]
    assert shown == [
        "第 3 行：身份证号校验位不对，多半有一位填错了。",
        "第 4 行：已是会员。一个人只在一个工会，请告诉本人办理转会。",
    ]
    preview = queries.preview(roster.public_id, house.officer)
    assert [(row.number, row.fate) for row in preview] == [(2, "new"), (3, ""), (4, "elsewhere"), (5, "new")]
    assert preview[0].id_number.startswith("****")

    roster = house.land(roster)
    assert (roster.state, roster.landed, roster.checkpoint) == (ImportState.LANDED, 2, 5)
    assert members_of(house) == ["王立春", "陈惊蛰"]
    assert Tally.objects.get(org=house.org).members == 2
    task = task_of(roster)
    assert (task.state, task.done, task.total) == ("done", 4, 4)
    assert roster.undo_until == (roster.landed_at or timezone.now()) + timedelta(hours=24)
    assert str(Membership.objects.get(person__name="陈惊蛰").joined_on) == "2019-05-04"


def test_the_check_says_how_far_it_is_while_it_goes_on(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int | None, int, int | None]] = []
    note = checking.note_portion

    def look_and_note(roster: Import, *given: Any) -> None:
        progress = queries.progress(roster.public_id, house.officer)
        assert progress is not None
        seen.append((progress.percent, progress.done, progress.total))
        note(roster, *given)

    monkeypatch.setattr(checking, "note_portion", look_and_note)
    monkeypatch.setattr(checking, "PORTION", 1)
    roster = house.checked([person("王立春"), person("李雨水"), person("陈惊蛰"), ["合计", "", "", "", "", "3 人"]])
    assert seen == [(0, 0, 4), (25, 1, 4), (50, 2, 4)]
    assert roster.rows == 3


def test_no_digit_of_an_id_number_is_kept_of_a_faulty_row(house: House) -> None:
    roster = house.checked([person(number="330108199013320011"), person(number="33010819900101001")])
    kept = list(ImportRow.objects.filter(roster=roster).values_list("fault", "params"))
    assert kept == [("id.date", {}), ("id.length", {"have": 17})]
    assert queries.remarks_on(roster.public_id, house.officer)[0].text == "第 2 行：身份证号里的出生日期不是一个日期。"


def test_the_error_sheet_is_corrected_once_and_lands_just_those(house: House, tmp_path: Path) -> None:
    wrong = person("李雨水", number="330108199001010011")
    roster = house.landed([person("王立春"), wrong])
    with makers.as_(house.officer):
        task_id = services.start_error_sheet(roster.public_id, actor=house.officer)
    runs.run_task(str(task_id))
    roster.refresh_from_db()
    kept = attachments.find(roster.sheet_id or uuid4())
    assert kept is not None
    path = tmp_path / "faults.xlsx"
    path.write_bytes(b"".join(attachments.stream(kept)))
    [head, row] = [each.cells for each in sheets.open_sheet(path, path.name).sheets[0].rows()]
    assert head == [str(texts.ROW_TITLE), *HEAD, str(texts.FAULT_TITLE)]
    assert (row[0], row[2:4]) == ("3", ["李雨水", wrong[2]])
    assert row[-1] == "身份证号校验位不对，多半有一位填错了"

    row[3] = makers.id_number()
    corrected = house.map(house.upload(table([row], head)))
    assert corrected.columns[0] == "", "the number of the row is for people"
    assert "serial" in corrected.columns
    corrected = house.land(house.check(corrected))
    assert (corrected.rows, corrected.landed) == (1, 1)
    assert members_of(house) == ["李雨水", "王立春"]


def test_two_papers_under_one_telephone_are_held_and_let_in_by_somebody_who_looked(house: House) -> None:
    first, second = person("王立春", mobile="19900000077"), person("王立春", mobile="19900000077")
    roster = house.checked([first, second, person("李雨水")])
    assert (roster.counts["faults"], roster.counts["fate.new"], roster.counts["fate.lookalike"]) == (0, 2, 1)
    [held] = queries.remarks_on(roster.public_id, house.officer)
    assert (held.number, held.verdict) == (3, "held")
    assert "留一行" not in held.what
    assert held.what.startswith("姓名和手机号都和第 2 行相同，身份证号不同，请核对手机号是谁的")
    with makers.as_(house.officer):
        assert services.go_ahead(roster.public_id, numbers=[3], actor=house.officer) == 1
    assert house.land(roster).landed == 3


def test_sent_again_whole_it_lands_only_whoever_is_missing(house: House) -> None:
    first, second = person("王立春"), person("李雨水")
    house.landed([first])
    roster = house.landed([first, second])
    assert (roster.landed, roster.counts["fate.here"]) == (1, 1)
    assert members_of(house) == ["李雨水", "王立春"]


def test_a_lookalike_lands_only_when_an_officer_says_go(house: House) -> None:
    mobile = makers.mobile()
    makers.make_person("王立春", number=mobile)
    roster = house.checked([person("王立春", mobile=mobile), person("李雨水")])
    assert remarks(roster) == {2: "fate.lookalike"}
    with makers.as_(house.officer):
        assert services.go_ahead(roster.public_id, numbers=[2], actor=house.officer) == 1
    assert house.land(roster).landed == 2


def test_the_second_officer_with_the_same_file_hears_of_the_first(house: House) -> None:
    content = table([person()])
    house.upload(content)
    other = makers.officer_of(house.org, *makers.CHAIR, name="吴远")
    with pytest.raises(Refused, match=r"roster\.same_file") as refusal:
        house.upload(content, name="另一个名字.csv", actor=other)
    assert "李敏" in texts.of(refusal.value)
    assert House.make("浦沿街道总工会（演示）").upload(content).state == ImportState.UPLOADED


def test_a_roster_of_another_union_is_warned_of(house: House) -> None:
    numbers = [makers.id_number() for _ in range(3)]
    elsewhere = makers.make_org("宁波市总工会（演示）")
    for number in numbers:
        makers.make_member(elsewhere, "赵立冬", number=number)
    roster = house.checked([*(person("赵立冬", number=number) for number in numbers), person("王立春")])
    assert roster.warnings == ["mostly_elsewhere"]
    with pytest.raises(Refused, match=r"roster\.warning"):
        house.land(roster)
    assert house.land(roster, seen=roster.warnings).landed == 1


def test_a_roster_titled_for_another_union_and_naming_it_is_warned_of_twice(house: House) -> None:
    head, other = (*HEAD, "所属工会"), "和畅骑手（演示）联合工会委员会"
    rows = [[*person("王立春"), other], [*person("李雨水"), other], [*person("赵立冬"), "长河街道总工会"]]
    roster = house.check(house.map(house.upload(table(rows, head, above=[[f"{other} 会员花名册"], []]))))
    assert roster.warnings == ["other_union", "other_title"]
    with pytest.raises(Refused, match=r"roster\.warning"):
        house.land(roster, seen=["other_union"])
    own = [[*person("王立春"), "长河街道总工会"]]
    mine = house.upload(table(own, head, above=[["长河街道总工会委员会 会员花名册"]]), "另一份.csv")
    assert house.check(house.map(mine)).warnings == []
    assert house.land(roster, seen=roster.warnings).landed == 3


def test_the_senders_columns_are_remembered(house: House) -> None:
    head = ("员工", "证件", "呼", "干什么")
    first = house.upload(table([["王立春", makers.id_number(), makers.mobile(), "装配工"]], head))
    with makers.as_(house.officer):
        columns = ["name", "id_number", "mobile", "kind_of_work"]
        services.confirm_columns(
            first.public_id, sheet="", header_row=1, titles=head, columns=columns, actor=house.officer
        )
        second = house.upload(table([["李雨水", makers.id_number(), makers.mobile(), "检验员"]], head))
        seen = queries.layout(second.public_id, house.officer).heading
    assert {str(guess.column): guess.reason for guess in seen.guesses} == dict.fromkeys(columns, "remembered")


def test_others_change_the_ground_between_check_and_landing(house: House) -> None:
    number = makers.id_number()
    roster = house.checked([person("王立春", number=number), person("李雨水")])
    makers.make_member(makers.make_org("宁波市总工会（演示）"), "王立春", number=number)
    roster = house.land(roster)
    assert (roster.landed, remarks(roster)) == (1, {2: "fate.elsewhere"})
    assert ImportRow.objects.get(roster=roster).at_landing


def test_it_goes_on_at_the_last_portion(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(landing, "PORTION", 3)
    roster = house.checked(
        [person(f"王{each}") for each in ("立春", "雨水", "惊蛰", "春分", "清明", "谷雨", "立夏", "小满")]
    )
    write = landing.write_portion
    seen: list[int] = []

    def breaking(row: Import, loaded: landing.Loaded, actor: Actor) -> None:
        if len(seen) == 1:
            seen.append(0)
            message = "made to break"
            raise RuntimeError(message)
        seen.append(loaded.last)
        write(row, loaded, actor)

    monkeypatch.setattr(landing, "write_portion", breaking)
    roster = house.land(roster)
    assert (roster.landed, roster.checkpoint, len(members_of(house))) == (3, 4, 3)
    while events.drain():
        pass
    roster.refresh_from_db()
    assert (roster.state, roster.problem) == (ImportState.FAILED, "roster.stopped")
    roster = house.land(roster)
    assert (roster.state, roster.landed, len(set(members_of(house)))) == (ImportState.LANDED, 8, 8)
    assert list(Portion.objects.order_by("first").values_list("first", "last")) == [(2, 4), (5, 7), (8, 9)]
    assert task_of(roster).done == 8


def test_stopped_in_the_middle_it_can_be_undone(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(landing, "PORTION", 2)
    roster = house.checked([person(f"王{each}") for each in ("立春", "雨水", "惊蛰", "春分")])
    write = landing.write_portion

    def stopping(row: Import, loaded: landing.Loaded, actor: Actor) -> None:
        write(row, loaded, actor)
        services.stop(row.public_id, actor=actor)

    monkeypatch.setattr(landing, "write_portion", stopping)
    roster = house.land(roster)
    assert (roster.state, roster.landed) == (ImportState.FAILED, 2)
    assert task_of(roster).state == "cancelled"
    roster = house.undo(roster)
    assert (roster.state, roster.landed, members_of(house)) == (ImportState.UNDONE, 0, [])


def test_undone_whole_within_a_day_but_whoever_was_touched_stays_and_is_named(house: House) -> None:
    number = makers.id_number()
    makers.make_application(house.org, "赵立冬", number=number)
    roster = house.landed([person("王立春"), person("李雨水"), person("赵立冬", number=number), person("陈惊蛰")])
    assert roster.landed == 4
    touched = Person.objects.get(name="李雨水")
    people.open_account(touched.mobile, touched, actor=makers.SYSTEM)
    roster = house.undo(roster)
    assert (roster.state, roster.landed) == (ImportState.UNDONE, 2)
    assert members_of(house) == ["李雨水", "赵立冬"]
    assert [(each.name, each.why) for each in queries.kept(roster.public_id, house.officer)] == [
        ("李雨水", "后来办过别的事"),
        ("赵立冬", "本人提交过入会申请，随名册一并批准"),
    ]
    assert not Person.objects.filter(name__in=["王立春", "陈惊蛰"]).exists()
    again = house.landed([person("王立春"), person("陈惊蛰")])
    assert again.landed == 2


@pytest.mark.parametrize(("kind", "reason"), [("retain", "unemployed"), ("retire", "retired")])
def test_what_a_roster_superseded_stands_again_when_it_is_undone(house: House, kind: str, reason: str) -> None:
    number = makers.id_number()
    elsewhere = House.make("浦沿街道总工会（演示）")
    elsewhere.landed([person("钱谷雨", number=number), person("孙芒种")])
    her = Membership.objects.get(person__name="钱谷雨")
    worker = makers.worker(Person.objects.get(pk=her.person_id))
    with makers.as_(worker):
        wish = members.ask_passage(kind=kind, actor=worker, reason=reason)
    with makers.as_(elsewhere.officer):
        members.confirm(wish.public_id, actor=elsewhere.officer)
    # Whoever is retired may ask for nothing more; whoever is retained, to be taken up elsewhere.
    if kind == "retain":
        with makers.as_(worker):
            wish = members.ask_passage(kind="transfer", actor=worker, reason="new_job", target=house.org.public_id)
    before = [standing(her), standing(wish)]
    assert before[0]["state"] in {"retained", "retired"}

    roster = house.landed([person("钱谷雨", number=number), person("王立春")])
    assert (roster.landed, standing(her)["state"]) == (2, "resumed")
    assert standing(wish)["state"] == ("withdrawn" if kind == "retain" else "done")
    assert set(members_of(house)) == {"王立春", "钱谷雨"}

    roster = house.undo(roster)
    assert (roster.landed, members_of(house)) == (0, [])
    assert [standing(her), standing(wish)] == before
    assert Person.objects.get(pk=her.person_id).code == elsewhere.org.code
    with makers.as_(house.officer):
        assert not Membership.objects.filter(pk=her.pk).exists(), "and the union whose roster it was sees nothing of it"
    again = house.landed([person("钱谷雨", number=number)])
    assert (again.landed, standing(her)["state"]) == (1, "resumed")


def standing(row: Membership | Passage) -> dict[str, object]:
    """Everything that is kept of it."""
    return dict(type(row).objects.filter(pk=row.pk).values().get())


def test_after_a_day_it_is_too_late(house: House) -> None:
    roster = house.landed([person()])
    Import.objects.filter(pk=roster.pk).update(undo_until=makers.NOW - timedelta(seconds=1))
    with pytest.raises(Refused, match=r"roster\.too_late"):
        house.undo(roster)


def test_each_of_thousands_sees_who_entered_her(house: House) -> None:
    house.landed([person("王立春"), person("李雨水")])
    her = Person.objects.get(name="李雨水")
    [entry] = audit.looks_at(her.pk)
    assert (entry.event, entry.actor_name, entry.facts["count"]) == ("members.landed", "李敏", 2)
    stranger = makers.make_person("吴远")
    assert [each.event for each in audit.looks_at(stranger.pk)] == ["people.person_registered"]


def test_a_file_broken_at_its_end_lands_nobody(house: House) -> None:
    rows = [person("王立春") for _ in range(300)]
    content = table(rows) + b'"' + b"x" * 2_000_000
    roster = house.check(house.map(house.upload(content)))
    assert (roster.state, roster.rows) == (ImportState.MAPPED, 0)
    assert roster.problem.startswith("sheets.")
    assert queries.roster(roster.public_id, house.officer).problem != ""
    assert not ImportRow.objects.filter(roster=roster).exists()


def test_cancelled_it_leaves_no_file(house: House) -> None:
    roster = house.upload(table([person()]))
    file_id: UUID = roster.file_id
    with makers.as_(house.officer):
        services.cancel(roster.public_id, actor=house.officer)
    assert attachments.find(file_id) is None


def test_files_are_dropped_after_their_days(house: House) -> None:
    roster = house.landed([person()])
    later = replace(makers.SYSTEM, now=timezone.now() + timedelta(days=2))
    assert services.drop_files(actor=later) == 0
    later = replace(makers.SYSTEM, now=timezone.now() + timedelta(days=4))
    assert services.drop_files(actor=later) == 1
    roster.refresh_from_db()
    assert attachments.find(roster.file_id) is None
    with pytest.raises(Refused, match=r"roster\.file_gone"), makers.as_(house.officer):
        services.start_error_sheet(roster.public_id, actor=house.officer)


def test_it_lands_only_on_a_passed_resolution_of_its_own_union(house: House) -> None:
    roster = house.checked([person()])
    other = House.make("浦沿街道总工会（演示）")
    draft = makers.make_resolution(makers.make_application(house.org), officer=house.officer)
    for chosen, code in ((other.resolution, "roster.resolution_other"), (draft, "roster.resolution_open")):
        with makers.as_(house.officer), pytest.raises(Refused) as refusal:
            services.start_landing(roster.public_id, resolution_id=chosen.public_id, actor=house.officer)
        assert refusal.value.code == code


def test_a_stranger_reaches_no_roster(house: House) -> None:
    roster = house.upload(table([person()]))
    stranger = House.make("宁波市总工会（演示）").officer
    with makers.as_(stranger), pytest.raises(Import.DoesNotExist):
        queries.roster(roster.public_id, stranger)
    with makers.as_(stranger), pytest.raises(Import.DoesNotExist):
        services.start_check(roster.public_id, actor=stranger)


def test_an_officer_who_lost_her_office_lands_nobody(house: House) -> None:
    roster = house.checked([person()])
    with makers.as_(house.officer):
        services.start_landing(roster.public_id, resolution_id=house.resolution.public_id, actor=house.officer)
    OFFICERS[house.officer.person_id or 0] = replace(house.officer, offices=())
    roster = house.work(roster)
    assert task_of(roster).state == "failed"
    assert members_of(house) == []


def test_what_is_said_has_words() -> None:
    assert set(texts.STATES) == set(ImportState)
    assert set(texts.ACTS) == {act for _, act in rules.IMPORT}
    assert set(texts.WARNINGS) == set(rules.Oddity)
