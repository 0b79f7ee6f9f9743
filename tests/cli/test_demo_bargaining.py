"""`hx demo bargaining`: the story has the figures it is told with, each read off the rows services wrote."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.utils import timezone
from pytest_django import Settings

from hexian.cli.demo import demo
from hexian.domains.bargaining import queries, services
from hexian.domains.bargaining.models import Case, Publication
from hexian.domains.bargaining.rules.clauses import List, of_lists
from hexian.domains.bargaining.rules.states import Act, Side, State
from hexian.domains.bargaining.rules.sums import raised
from hexian.domains.bargaining.services import drafting
from hexian.domains.decisions import queries as congresses
from hexian.foundation.access import scope
from tests import makers

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]


@pytest.fixture
def case(tmp_path: Path, settings: Settings) -> Iterator[Case]:
    """The case, as the command leaves it."""
    settings.HOME = tmp_path
    for command in ([], ["bargaining"]):
        done = CliRunner().invoke(demo, command)
        assert done.exit_code == 0, done.output
    assert "已公布" in done.output
    with scope(makers.SYSTEM):
        yield Case.objects.select_related("union", "employer").get(state=State.MONITORING)


def test_the_story_is_the_one_of_the_issue(case: Case) -> None:
    """Played once, six seconds of services; each question of it stands by itself below."""
    for asked in (_has_its_figures, _prints_every_line_of_the_template, _says_what_its_chapters_are_asked_for):
        asked(case)
    _is_told_once(case)


def _has_its_figures(case: Case) -> None:
    assert (case.staff, case.offered_on) == (350, date(case.created_at.year, 4, 28))
    for side in Side:
        assert case.participants.filter(side=side, role__in=("chief", "rep"), until=None).count() == 5
    # 54 delegates, ten of them managers at most; the board's workers' director is named to 350 staff.
    [body] = congresses.bodies_of(case.union.public_id)
    assert body.serving == 54
    page = congresses.body(body.public_id, makers.SYSTEM)
    managers = next(each for each in page.checks if each.name == "managers")
    assert (managers.need, managers.is_met) == (10, True)
    director = queries.worker_director(case)
    assert director is not None
    assert (director.number, "公司法" in director.source, director.article) == (300, True, "68")
    # Rejected with 20, passed with 40 of 50 who came: 36 had to, and 28 to agree.
    passed, rejected = congresses.motions_about(services.SUBJECT, case.public_id)
    assert [each.state for each in (rejected, passed)] == ["lost", "carried"]
    for row, yes in ((rejected, 20), (passed, 40)):
        told = congresses.motion(row.public_id, makers.SYSTEM)
        assert told.tally is not None
        assert (told.roll, told.present, told.tally.yes, told.needed) == (54, 50, yes, 28)
        sitting = congresses.sitting(told.sitting_id, makers.SYSTEM)
        assert sitting.need == 36
    acts = list(case.steps.order_by("pk").values_list("act", flat=True))
    for act in (Act.SUSPEND, Act.RESUME, Act.REJECT, Act.OBJECT, Act.REVISE, Act.PUBLISH, Act.DEPOSIT):
        assert act in acts
    assert acts.count(Act.FILE) == 2
    objected, silent = case.filings.order_by("number")
    assert (objected.result, silent.result) == ("objected", "silence")
    # Fifteen days from the second receipt, not from the first (浙江 34): in force the minute they are over.
    assert case.effective_at is not None
    assert silent.received_at is not None
    over = timezone.localtime(case.effective_at)
    assert (over.date() - timezone.localdate(silent.received_at)).days == 16
    assert (over.hour, over.minute) == (0, 0)
    assert Publication.objects.filter(case=case, withdrawn_at=None).count() == 1


def _prints_every_line_of_the_template(case: Case) -> None:
    """TEMPLATES 2.8: what an examiner sends a wage contract back for is in the story's own; both drafts add up."""
    body = case.drafts.order_by("-number")[0].body
    articles = {each["clause"]: each for chapter in body["chapters"] for each in chapter["articles"]}
    wanted = {each.code for each in of_lists([List.WAGE]) if each.required}
    assert wanted <= articles.keys()
    assert {"wage.supervision", "wage.front_line_increase", "wage.average_last_year"} <= articles.keys()
    assert drafting.findings(case) == []
    assert "5.5%" in articles["wage.front_line_increase"]["words"]
    for row in articles["wage.post_levels"]["rows"]:
        assert row["this_year"] == raised(row["last_year"], row["increase"])


#: What chapter by chapter the template asks for besides what the law's list does (TEMPLATES 2.8).
_ASKED = {
    "总则": {"standing.scope", "wage.dispatched", "standing.effect"},
    "工资水平与调整": {
        "wage.total_last_year", "wage.total_increase", "wage.total_this_year", "wage.average_last_year",
        "wage.average_this_year", "wage.front_line_increase", "wage.indicators", "wage.adjustment_from",
    },
    "企业最低工资": {"wage.minimum_month", "wage.minimum_hour"},
    "劳动定额与计件单价": {"wage.quota_reach", "wage.quota_test"},
    "特殊情况下的工资支付": {"wage.maternity", "wage.annual_leave", "wage.stoppage_share"},
    "其他分配": {"wage.grade"},
    "期限、变更与解除": {"standing.term", "standing.renewal", "standing.change"},
    "监督、争议与违约责任": {"wage.supervision", "standing.report", "standing.dispute", "wage.liability"},
    "附则": {"standing.file", "standing.publish", "standing.closing"},
}  # fmt: skip


def _says_what_its_chapters_are_asked_for(case: Case) -> None:
    """Both drafts: the posts, times their people, make the total; the total, by its people, the average."""
    for draft in case.drafts.order_by("number"):
        chapters = {each["title"]: each["articles"] for each in draft.body["chapters"]}
        for title, asked in _ASKED.items():
            assert asked <= {each["clause"] for each in chapters[title]}, title
        kept = {each["clause"]: each for articles in chapters.values() for each in articles}
        posts = kept["wage.post_levels"]["rows"]
        assert sum(row["count"] for row in posts) == case.staff
        for word in ("last", "this"):
            total = sum(row["count"] * row[f"{word}_year"] for row in posts)
            assert f"人民币{total // 100:,}元" in kept[f"wage.total_{word}_year"]["words"]
            assert f"人民币{total // case.staff // 100:,}元" in kept[f"wage.average_{word}_year"]["words"]


def _is_told_once(case: Case) -> None:
    done = CliRunner().invoke(demo, ["bargaining"])
    assert str(case.public_id) in done.output
    with scope(makers.SYSTEM):
        assert Case.objects.filter(title=case.title).count() == 1
