"""Delegates, clauses, gaps, texts and terms: what must hold for every number somebody may type."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from hexian.domains.bargaining import texts
from hexian.domains.bargaining.queries.papers import compare
from hexian.domains.bargaining.rules import clauses, contracts, meeting
from hexian.domains.bargaining.rules.clauses import Kind, Mark, Typed, Value, gap, read, read_number, shown
from hexian.domains.bargaining.rules.comparing import Substance, difference, substance, table_difference
from hexian.domains.bargaining.rules.contracts import Agreed, Special, check_term, text_hash, years_on
from hexian.domains.bargaining.rules.delegates import Balance, Delegate, Limits, Origin, Role, Staff, Weight, findings
from hexian.domains.bargaining.rules.meeting import Stand, check_suspension, days_suspended
from hexian.domains.bargaining.rules.standing import Terms, standing
from hexian.domains.bargaining.rules.states import Side, other
from hexian.domains.bargaining.rules.sums import raised
from hexian.foundation.actor import Refused
from hexian.foundation.lawbook.rules import Op, Ratio

THIRD = Ratio(1, 3, Op.AT_MOST)
NUMEROUS = Ratio(1, 3, Op.AT_LEAST)
#: 浙江 10 with 民主管理 28; 杭州 16: three to nine, five where the firm is 规上.
HANGZHOU = Limits(3, 9, THIRD, Balance.EQUAL, "chair", "head_or_authorised")
LARGE = Limits(5, 9, THIRD, Balance.EQUAL, "chair", "head_or_authorised")
LOOSE = Limits(3, None, THIRD, Balance.NOT_MORE)
ANYBODY = Staff(100)


def side_of(side: Side, count: int, *, outside: int = 0, women: int = 0) -> list[Delegate]:
    """A side of so many with its chief; the last ones are from outside, the first women."""
    return [
        Delegate(
            f"{side}{n}", f"{side}{n}", side, Role.CHIEF if n == 0 else Role.REP, Origin.ELECTED,
            person_id=(1 if side is Side.WORKER else 2) * 1_000 + n, is_outside=n >= count - outside,
            is_woman=n < women, heads=n == 0,
        )
        for n in range(count)
    ]  # fmt: skip


def both(workers: int, employers: int) -> list[Delegate]:
    return side_of(Side.WORKER, workers) + side_of(Side.EMPLOYER, employers)


def stops(people: list[Delegate], limits: Limits, staff: Staff = ANYBODY, *, has_union: bool = True) -> set[str]:
    found = findings(people, limits, staff, has_union=has_union)
    return {each.code for each in found if each.weight is Weight.BLOCKS}


@given(workers=st.integers(1, 12), employers=st.integers(1, 12))
def test_how_many_sit_on_each_side(workers: int, employers: int) -> None:
    expected = set()
    if min(workers, employers) < 3:
        expected.add("delegates.too_few")
    if max(workers, employers) > 9:
        expected.add("delegates.too_many")
    if employers > workers:
        expected.add("delegates.employer_more")
    if employers < workers:
        expected.add("delegates.unequal")
    assert stops(both(workers, employers), HANGZHOU) == expected
    # Where the employer's side only must not have more, fewer is a remark, and nobody is too many.
    assert stops(both(workers, employers), LOOSE) == expected - {"delegates.too_many", "delegates.unequal"}
    assert ("delegates.too_few" in stops(both(workers, employers), LARGE)) == (min(workers, employers) < 5)


@given(count=st.integers(3, 9), outside=st.integers(0, 8), side=st.sampled_from(Side))
def test_a_third_of_a_side_may_come_from_outside_and_none_of_them_leads(count: int, outside: int, side: Side) -> None:
    assume(outside < count)
    people = side_of(side, count, outside=outside) + side_of(other(side), count)
    assert ("delegates.too_many_outside" in stops(people, HANGZHOU)) == (3 * outside > count)


@given(women=st.integers(0, 100), sitting=st.integers(0, 5))
def test_where_women_are_many_some_of_them_sit(women: int, sitting: int) -> None:
    people = side_of(Side.WORKER, 5, women=sitting) + side_of(Side.EMPLOYER, 5)
    found = findings(people, HANGZHOU, Staff(100, women=women, numerous=NUMEROUS), has_union=True)
    codes = {each.code: each.weight for each in found}
    many = 3 * women >= 100
    assert ("delegates.group_missing" in codes) == (many and not sitting)
    assert ("delegates.group_small" in codes) == (many and 0 < sitting * 100 < women * 5)
    assert codes.get("delegates.group_missing", Weight.BLOCKS) is Weight.BLOCKS
    assert codes.get("delegates.group_small", Weight.WARNS) is Weight.WARNS


def test_nobody_sits_on_both_sides_twice_or_keeps_the_minutes_of_her_own() -> None:
    chief, *others = side_of(Side.WORKER, 3)
    employers = side_of(Side.EMPLOYER, 3)
    for person_id, role, side, code in (
        (others[0].person_id, Role.REP, Side.EMPLOYER, "delegates.both_sides"),
        (others[0].person_id, Role.REP, Side.WORKER, "delegates.twice"),
        (others[0].person_id, Role.RECORDER, Side.WORKER, "delegates.recorder_sits"),
        (others[0].person_id, Role.HANDLER, Side.EMPLOYER, "delegates.both_sides"),
        (others[0].person_id, Role.HANDLER, Side.WORKER, ""),
    ):
        again = Delegate("x", "x", side, role, Origin.APPOINTED, person_id=person_id)
        assert (code in stops([chief, *others, *employers, again], HANGZHOU)) == bool(code)
    recorder = Delegate("x", "x", Side.WORKER, Role.RECORDER, Origin.APPOINTED, person_id=others[0].person_id)
    nation = Limits(3, None, THIRD, Balance.EQUAL, recorder="any")
    assert "delegates.recorder_sits" not in stops([chief, *others, *employers, recorder], nation)


@pytest.mark.parametrize(
    ("limits", "has_union", "heads", "paper", "side", "code"),
    [
        # 浙江 10, 杭州 18: the union's leader herself
        (HANGZHOU, True, False, True, Side.WORKER, "delegates.worker_chief"),
        (HANGZHOU, True, True, False, Side.WORKER, ""),
        # without a union the delegates choose one among them
        (HANGZHOU, False, False, False, Side.WORKER, ""),
        # 令 9 第 10 条: she may authorise somebody in writing
        (Limits(3, None, THIRD, Balance.EQUAL, "chair_or_authorised"), True, False, True, Side.WORKER, ""),
        (Limits(3, None, THIRD, Balance.EQUAL, "chair_or_authorised"), True, False, False, Side.WORKER,
         "delegates.worker_chief"),
        # 浙江: the head himself; 杭州 18: or another leader of the firm, in writing
        (Limits(3, None, THIRD, Balance.EQUAL), True, False, True, Side.EMPLOYER, "delegates.employer_chief"),
        (HANGZHOU, True, False, False, Side.EMPLOYER, "delegates.authorisation_missing"),
        (HANGZHOU, True, False, True, Side.EMPLOYER, ""),
    ],
)  # fmt: skip
def test_who_may_lead(*, limits: Limits, has_union: bool, heads: bool, paper: bool, side: Side, code: str) -> None:
    people = [
        replace(each, heads=heads, has_paper=paper) if (each.role, each.side) == (Role.CHIEF, side) else each
        for each in both(3, 3)
    ]
    assert stops(people, limits, has_union=has_union) == ({code} if code else set())


# — Suspensions —

DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@given(since=DAYS, length=st.integers(-5, 70), former=st.lists(st.integers(0, 30), max_size=3),
       most=st.sampled_from([None, 30, 60]))  # fmt: skip
def test_all_suspensions_together_stay_within_what_is_allowed(
    since: date, length: int, former: list[int], most: int | None
) -> None:
    stands = [Stand(since - timedelta(days=400), since - timedelta(days=400 - each)) for each in former]
    assert days_suspended(stands) == sum(former)
    until = since + timedelta(days=length)
    allowed = length > 0 and (most is None or sum(former) + length <= most)
    try:
        check_suspension(since, until, stands, most=most)
    except Refused as refusal:
        assert not allowed
        if refusal.code == "suspend.too_long" and sum(former) < (most or 0):
            # What the sentence proposes is accepted.
            check_suspension(since, since + timedelta(days=int(str(refusal.params["left"]))), stands, most=most)
    else:
        assert allowed


# — Clauses —

NUMERIC = [each for each in clauses.codebook().values() if each.is_numeric]
MOST = {Kind.DAY_OF_MONTH: 31, Kind.PERCENT: 9_999_999, Kind.YUAN: 10**12}


@given(entry=st.sampled_from(NUMERIC), number=st.integers(0, 10**12))
def test_what_is_shown_reads_as_itself(entry: clauses.Clause, number: int) -> None:
    most = MOST.get(entry.kind, 999_999)
    typed = number % most + (1 if entry.kind is Kind.DAY_OF_MONTH else 0)
    said = shown(entry.kind, typed, entry.unit if entry.kind is not Kind.PERCENT else "")
    assert read(entry, Typed(said), date(2026, 6, 17)).number == typed
    for plain in (f" {said} ", said.translate(FULL_WIDTH)):
        assert read_number(entry.kind, plain, entry.title, entry.unit) == typed


FULL_WIDTH = str.maketrans("0123456789%.", "０１２３４５６７８９％．")


@given(day=st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_a_day_is_shown_as_it_is_read(day: date) -> None:
    said = shown(Kind.DATE, day.toordinal())
    for text in (said, day.isoformat(), f"{day:%Y/%m/%d}", f"{day.year}.{day.month}.{day.day}"):
        assert read_number(Kind.DATE, text, "日期") == day.toordinal()


@given(number=st.integers(-9_999_999, 9_999_999))
def test_a_share_may_be_negative_and_is_never_guessed(number: int) -> None:
    assert read_number(Kind.PERCENT, shown(Kind.PERCENT, number), "增幅") == number
    with pytest.raises(Refused) as refusal:
        read_number(Kind.PERCENT, shown(Kind.PERCENT, number).rstrip("%"), "增幅")
    assert refusal.value.code == "clause.percent_unsure"
    options = refusal.value.params["options"]
    assert isinstance(options, list)
    assert number in options


@given(text=st.text(max_size=300), kind=st.sampled_from(Kind))
@example(text="٣", kind=Kind.DAYS)
@example(text="²", kind=Kind.YUAN)
@example(text="0000-00-00", kind=Kind.DATE)
def test_whatever_is_typed_is_a_number_or_a_refusal(text: str, kind: Kind) -> None:
    said: object = ""
    try:
        assert isinstance(read_number(kind, text, "条款"), int)
    except Refused as refusal:
        said = refusal.params.get("text", "") if refusal.params["title"] == "条款" else "x" * 99
    assert len(str(said)) <= 40, "the sentence names the clause and a little of what was typed"


NUMBERS = st.none() | st.integers(-(10**9), 10**12)


@given(worker=NUMBERS, employer=NUMBERS, marks=st.lists(st.integers(0, 10**9), max_size=3))
def test_a_gap_bar_shows_everything_in_its_order(worker: int | None, employer: int | None, marks: list[int]) -> None:
    bar = gap(worker, employer, [Mark("标准", each) for each in marks])
    if worker is None and employer is None:
        assert bar is None
        return
    assert bar is not None
    known = sorted(each for each in (worker, employer, *marks) if each is not None)
    places = [bar.place(each) for each in known]
    assert all(each is not None and 0 < each < 10_000 for each in places)
    assert places == sorted(places, key=lambda each: each or 0)
    assert bar.distance == (None if worker is None or employer is None else abs(worker - employer))
    assert [place for _label, _number, place in bar.marks] == [bar.place(each) for each in marks]


# — Texts —

WORDS = st.text(alphabet="工资增长5.5%元 2900，。\nab🙂", max_size=60)


@given(former=WORDS, new=WORDS)
@example(former="每月 2,900 元", new="每月 2,990 元")
def test_a_comparison_holds_both_texts_whole(former: str, new: str) -> None:
    pieces = difference(former, new)
    assert "".join(each.text for each in pieces if each.kind != "ins") == former
    assert "".join(each.text for each in pieces if each.kind != "del") == new
    assert all(each.text for each in pieces)
    assert any(each.kind != "same" for each in pieces) == (former != new)


ROWS = st.lists(st.fixed_dictionaries({"post": st.sampled_from("装配质检"), "pay": st.integers(0, 3)}), max_size=6)


@given(former=ROWS, new=ROWS)
def test_a_table_beside_the_one_before_holds_both_whole(
    former: list[dict[str, Any]], new: list[dict[str, Any]]
) -> None:
    rows = table_difference("post", former, new)
    assert [row.cells for row in rows if row.kind != "del"] == new
    stayed = [row for row in rows if row.kind == "same"]
    assert len(stayed) + sum(row.kind == "del" for row in rows) == len(former)
    assert all("post" not in row.changed for row in stayed)
    stands = [[(row["post"], row["pay"]) for row in each] for each in (former, new)]
    assert any(row.kind != "same" or row.changed for row in rows) or sorted(stands[0]) == sorted(stands[1])


def test_a_comparison_tells_a_line_of_a_table_that_changed_though_the_words_did_not() -> None:
    def body(rise: int) -> dict[str, Any]:
        row = {"post": "装配工", "rise": rise, "on": date(2026, 4, 14).toordinal()}
        columns = [["post", "岗位", "text", ""], ["rise", "幅度", "percent", "%"], ["on", "日期", "date", ""]]
        article = {
            "clause": "wage.post_levels",
            "title": "各岗位",
            "words": "见附件2。",
            "rows": [row],
            "columns": columns,
        }
        return {"chapters": [{"articles": [article]}]}

    [same] = compare(body(450), body(450))
    assert not same.is_changed
    [other_rise] = compare(body(450), body(550))
    assert other_rise.is_changed
    assert (
        "".join(each.text for each in other_rise.pieces if each.kind != "ins")
        == "见附件2。\n装配工｜4.5%｜2026年4月14日"
    )


@pytest.mark.parametrize(
    ("kind", "value", "shown_as"),
    [
        (Kind.DATE, date(2026, 4, 14).toordinal(), "2026年4月14日"), (Kind.PERCENT, 550, "5.5%"),
        (Kind.YUAN, 420_000, "4,200"), (Kind.COUNT, 210, "210"), (Kind.TEXT, "装配工", "装配工"), (Kind.YUAN, None, ""),
    ],
)  # fmt: skip
def test_a_cell_stands_as_it_could_be_typed_again(kind: Kind, value: object, shown_as: str) -> None:
    assert clauses.in_cell(kind, value) == shown_as
    if isinstance(value, int):
        assert read_number(kind, shown_as, "列") == value


def test_numbers_with_their_units_stay_whole_in_a_comparison() -> None:
    pieces = difference("每月工资 2,900 元。", "每月工资 2,990 元。")
    changed = [(each.kind, each.text) for each in pieces if each.kind != "same"]
    assert changed == [("del", "2,900 元"), ("ins", "2,990 元")]


BODY = {"title": "工资专项集体合同", "chapters": [{"articles": [{"number": 1, "words": "每月 10 日发放。"}]}]}


LETTERS = st.characters(exclude_categories=["Cs"])


@given(words=st.text(LETTERS, min_size=1, max_size=50), place=st.integers(0, 49), letter=LETTERS)
def test_one_changed_character_changes_the_hash(words: str, place: int, letter: str) -> None:
    at = place % len(words)
    assume(words[at] != letter)
    changed = words[:at] + letter + words[at + 1 :]
    assert text_hash({**BODY, "title": words}) != text_hash({**BODY, "title": changed})


def test_the_hash_is_of_the_text_not_of_how_it_is_kept() -> None:
    kept = json.loads(json.dumps(BODY))
    assert text_hash(dict(reversed(kept.items()))) == text_hash(BODY)


@pytest.mark.parametrize(
    ("amount", "rise", "expected"),
    [
        (800_000, 550, 844_000),  # 8,000.00 by 5.5 % is 8,440.00
        (100, 550, 106),  # 1.00 by 5.5 % is 1.055, half a fen up
        (1, 4_999, 1), (1, 5_000, 2), (100_000, -550, 94_500), (0, 550, 0),
    ],
)  # fmt: skip
def test_a_rise_is_worked_out_to_the_fen(amount: int, rise: int, expected: int) -> None:
    assert raised(amount, rise) == expected


@given(amount=st.integers(0, 10**10), rise=st.integers(0, 10_000))
def test_what_a_rise_gives_does_not_contradict_it(amount: int, rise: int) -> None:
    figures = (amount, rise, raised(amount, rise))
    codes = ("wage.average_last_year", "wage.annual_increase", "wage.average_this_year")
    agreed = [Agreed(clauses.clause(code), Value(each), "") for code, each in zip(codes, figures, strict=True)]
    assert contracts.contradictions(agreed) == []
    wrong = [*agreed[:2], Agreed(agreed[2].clause, Value(raised(amount, rise) + amount // 100 + 2), "")]
    assert [each.code for each in contracts.contradictions(wrong)] == ["draft.sums_differ"]


def posts(*rows: tuple[int | None, int | None, int | None, int | None]) -> Agreed:
    """A table of posts: people, last year's average (yuan), its rise (basis points), this year's average (yuan)."""
    keys = ("count", "last_year", "increase", "this_year")
    found = [dict(zip(keys, row, strict=True)) for row in rows]
    for number, row in enumerate(found, 1):
        row.update({key: row[key] * 100 for key in ("last_year", "this_year") if row[key] is not None})  # type: ignore[operator]
        row["post"] = f"岗位{number}"  # type: ignore[assignment]
    return Agreed(clauses.clause("wage.post_levels"), Value(rows=tuple(found)), "")


def said(code: str, yuan: int) -> Agreed:
    return Agreed(clauses.clause(code), Value(yuan * 100), "")


RAISED = (
    (210, 84_000, 550, 88_620),
    (40, 106_000, 500, 111_300),
    (40, 90_000, 500, 94_500),
    (60, 147_000, 400, 152_880),
)


def test_a_row_whose_three_figures_do_not_agree_is_named_with_what_it_should_be() -> None:
    assert contracts.contradictions([posts(*RAISED)]) == []
    (found,) = contracts.contradictions([posts(*RAISED[:2], (40, 90_000, 500, 95_400))])
    assert (found.code, found.params["row"], found.params["post"]) == ("draft.row_differs", 3, "岗位3")
    told = texts.of_finding(found)
    for words in (
        "各岗位年度平均工资水平及调整幅度",
        "第 3 行",
        "90,000 元",
        "5%",
        "94,500 元",
        "95,400 元",
        "请在这一行改",
    ):
        assert words in told, words
    # Rounded to the hundred as people say it, half of it off at most; a row that says one of them not is left alone.
    assert contracts.contradictions([posts((1, 84_000, 550, 88_600), (1, 84_000, None, 99_000))]) == []
    assert contracts.contradictions([posts((1, 84_000, 550, 88_700))]) != []


def test_posts_times_people_are_held_against_the_total_and_the_average() -> None:
    table, total, average = (
        posts(*RAISED),
        said("wage.total_this_year", 36_015_000),
        said("wage.average_this_year", 102_900),
    )
    assert contracts.contradictions([table, total, average], 350) == []
    (found,) = contracts.contradictions([table, said("wage.total_this_year", 34_500_000)], 350)
    assert found.code == "draft.posts_sum"
    told = texts.of_finding(found)
    for words in (
        "36,015,000 元", "34,500,000 元", "350 人", "「本年度工资总额」", "第 1 行「岗位1」210 人 × 88,620 元",
        "第 4 行「岗位4」60 人 × 152,880 元", "请核对这些行的人数和平均",
    ):  # fmt: skip
        assert words in told, words
    assert "岗位3" not in told, "the dearest three"
    (found,) = contracts.contradictions([table, said("wage.average_this_year", 98_000)], 350)
    assert found.code == "draft.posts_average"
    assert "350 人平均 102,900 元；谈定的「本年度人均工资」是 98,000 元" in texts.of_finding(found)
    # Less than the total is one that leaves people out; more never is, and of a table without people nobody knows.
    assert contracts.contradictions([table, said("wage.total_this_year", 40_000_000), average], 400) == []
    assert [each.code for each in contracts.contradictions([table, said("wage.total_this_year", 40_000_000)], 350)] == [
        "draft.posts_sum"
    ]
    assert [each.code for each in contracts.contradictions([table, said("wage.total_this_year", 30_000_000)], 400)] == [
        "draft.posts_sum"
    ]
    bare = posts((None, 84_000, 550, 88_620), (40, 106_000, 500, 111_300))
    assert contracts.contradictions([bare, said("wage.total_this_year", 1_000_000)], 350) == []


@given(
    people=st.lists(st.integers(1, 400), min_size=1, max_size=8), yuan=st.integers(30_000, 300_000),
    step=st.sampled_from([1, 10, 100]),
)  # fmt: skip
def test_rounding_an_average_contradicts_no_total(people: list[int], yuan: int, step: int) -> None:
    """Each average rounded to a place of its own, the total to the ten thousand: what people do with true figures."""
    exact = [yuan + 137 * number for number, _people in enumerate(people)]
    total = sum(one * each for one, each in zip(people, exact, strict=True))
    rows = [(one, None, None, round(each / step) * step) for one, each in zip(people, exact, strict=True)]
    agreed = [posts(*rows), said("wage.total_this_year", round(total / 10_000) * 10_000)]
    assert contracts.contradictions(agreed, sum(people)) == []


# — Terms —


@pytest.mark.parametrize(
    ("starts", "ends", "code"),
    [
        ("2026-08-01", "2027-07-31", ""), ("2026-08-01", "2027-07-30", "term.short"),
        ("2026-08-01", "2029-07-31", "usual"), ("2026-08-01", "2029-08-01", "term.long"),
        ("2024-02-29", "2025-02-27", ""),  # a year from a leap day ends before the 28th (民法典 202)
        ("2024-02-29", "2025-02-26", "term.short"),
        ("2027-03-01", "2028-02-29", ""), ("2027-03-01", "2028-02-28", "term.short"),
        ("2025-03-01", "2028-02-29", "usual"), ("2025-03-01", "2028-03-01", "term.long"),
        ("2026-08-01", "2026-08-01", "term.order"), ("2026-08-01", "2026-07-31", "term.order"),
    ],
)  # fmt: skip
def test_a_term_is_of_whole_years(starts: str, ends: str, code: str) -> None:
    first, last = date.fromisoformat(starts), date.fromisoformat(ends)
    if code.startswith("term."):
        with pytest.raises(Refused, match=code):
            check_term(first, last, least=1, most=3, usual=1)
        return
    found = [each.code for each in check_term(first, last, least=1, most=3, usual=1)]
    assert found == (["term.unusual"] if code else [])


@given(starts=DAYS, least=st.integers(1, 3), more=st.integers(0, 3))
def test_the_day_a_refusal_names_is_accepted(starts: date, least: int, more: int) -> None:
    for ends in (starts + timedelta(days=1), starts + timedelta(days=9_000)):
        with pytest.raises(Refused) as refusal:
            check_term(starts, ends, least=least, most=least + more, usual=None)
        named = refusal.value.params["ends"]
        assert isinstance(named, date)
        assert check_term(starts, named, least=least, most=least + more, usual=None) == []
    assert years_on(starts, 4).month == starts.month


# — What a contract must hold —


@pytest.mark.parametrize(
    ("special", "least"),
    [(Special.WAGE, 8), (Special.SAFETY, 1), (Special.WOMEN, 1)],
)
def test_a_special_contract_lacks_what_its_list_asks_for_until_it_is_there(special: Special, least: int) -> None:
    missing = contracts.lacking("special", special, [])
    assert len(missing) >= least
    for count in range(len(missing)):
        agreed = [Agreed(each, Value(text="（演示）"), "") for each in missing[:count]]
        # A clause may speak of two things the law asks for.
        said = {article for each in agreed for article in each.clause.articles}
        left = [each for each in missing[count:] if each.articles[0] not in said]
        assert contracts.lacking("special", special, agreed) == left
    assert contracts.lacking("special", special, [Agreed(each, Value(), "") for each in missing]) == []
    # 浙江 18: «多项或者某项»; none of the fifteen is a must.
    assert contracts.lacking("general", "", []) == []


@pytest.mark.parametrize(
    ("number", "strict", "refused"),
    [(248_999, True, True), (249_000, True, True), (249_001, True, False), (249_000, False, False)],
)
def test_pay_is_higher_than_the_minimum_not_equal_to_it(number: int, strict: bool, refused: bool) -> None:
    floors = clauses.Floors(minimum_wage=249_000, minimum_strict=strict)
    entry = clauses.clause("wage.minimum_month")
    if not refused:
        clauses.check_floor(entry, Value(number), floors)
        return
    with pytest.raises(Refused, match=r"floor\.minimum_wage"):
        clauses.check_floor(entry, Value(number), floors)


def test_chiefs_take_turns_and_the_offering_side_begins() -> None:
    former: list[str] = []
    for expected in (Side.EMPLOYER, Side.WORKER, Side.EMPLOYER):
        assert meeting.next_chair(former, Side.EMPLOYER) is expected
        with pytest.raises(Refused, match=r"meeting\.turn"):
            meeting.check_chair(other(expected), former, Side.EMPLOYER)
        former.append(expected)


# — Another agreement, or other words for it —

_FIRST = {
    "wage.pay_day": "每月 10 日发放工资。", "wage.system": "实行岗位绩效工资制。", "wage.other": "按照双方的约定办理。",
    "wage.allowances": "夜班每次津贴三十元。", "standing.term": "本合同自2026年7月1日起。",
}  # fmt: skip


def text_of(articles: dict[str, str], rows: tuple[dict[str, int], ...] = (), **term: str) -> dict[str, object]:
    made = [
        {
            "clause": code,
            "title": code,
            "words": words,
            "columns": [],
            "rows": list(rows) if code == "wage.system" else [],
        }
        for code, words in articles.items()
    ]
    return {"chapters": [{"title": "一", "articles": made}], "starts_on": "2026-07-01", "ends_on": "2027-06-30", **term}


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"wage.bonus": "年终奖按办法发放。"}, Substance.ADDED),
        ({"wage.pay_day": None}, Substance.REMOVED),
        ({"wage.pay_day": "每月 15 日发放工资。"}, Substance.VALUE),
        ({"wage.allowances": "夜班每次津贴二十元。"}, Substance.VALUE),
        ({"wage.system": "实行计件工资制。"}, Substance.VALUE),
        ({"wage.other": "不按照双方的约定办理。"}, Substance.BINDING),
        ({"wage.other": "按照双方的约定办理。由人力资源部解释。"}, Substance.SENTENCE),
        ({"wage.other": "按照双方在岗职工的约定办理。"}, Substance.SCOPE),
        ({"wage.other": "大家遵守双方先前商定下来的那些做法。"}, Substance.REWORDED),
        ({"wage.other": "依照双方的约定办理。"}, None),
        ({"standing.term": "本合同自2026年8月1日起。"}, None),
    ],
)  # fmt: skip
def test_what_makes_a_text_another_agreement(changed: dict[str, str | None], what: Substance | None) -> None:
    new = {code: words for code, words in {**_FIRST, **changed}.items() if words is not None}
    found = substance(text_of(_FIRST), text_of(new))
    assert [(each.clause, each.what) for each in found] == ([(*changed, what)] if what else [])


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("向全体职工发放。", "向部分职工发放。", "－全体、＋部分"),
        ("在岗职工享受。", "在岗和派遣职工享受。", "＋派遣"),
        ("女职工享受。", "职工享受。", "－女职工、＋职工"),
        ("非全日制职工享受。", "全日制职工享受。", "－非全日制、＋全日制"),
        ("税前支付。", "税后支付。", "－税前、＋税后"),
    ],
)
def test_for_whom_a_clause_holds_is_of_its_substance_and_the_reader_sees_which_words(
    before: str, after: str, words: str
) -> None:
    found = substance(text_of({"wage.other": before}), text_of({"wage.other": after}))
    assert [(each.what, each.words) for each in found] == [(Substance.SCOPE, words)]
    assert words in texts.of_changes(found)


def test_how_much_may_be_written_anew_is_a_number_of_the_lawbook() -> None:
    before, after = text_of({"wage.other": "按照约定办理。"}), text_of({"wage.other": "按照约定，认真、及时办理。"})
    assert substance(before, after) == []
    found = substance(before, after, reworded=3)
    assert [(each.what, each.words) for each in found] == [(Substance.REWORDED, "4")], "marks are not counted"
    assert "4 个字" in texts.of_changes(found)


def test_a_line_of_a_table_and_the_term_are_of_the_agreement() -> None:
    found = substance(
        text_of(_FIRST), text_of(_FIRST, ({"pay": 300_000},), ends_on="2028-06-30", womens_content="annex")
    )
    assert [each.what for each in found] == [Substance.VALUE, Substance.TERM, Substance.WOMENS]


def test_who_watches_over_a_contract_has_not_said_when_it_is_reported_on() -> None:
    """浙江 36 and 37 are two things: a contract with its supervisors named still says the yearly report."""
    terms = Terms("2026年8月1日", "2027年7月31日", "90日", "10日", "15日", "5个工作日", "一年", 8)

    def said(*codes: str) -> set[str]:
        agreed = [Agreed(clauses.clause(code), Value(1), "……") for code in codes]
        return {each.clause.code for each in standing("special", Special.WAGE, agreed, terms)}

    assert "standing.report" in said("wage.supervision")
    assert "standing.report" not in said("wage.report")


def test_womens_content_said_to_stand_in_a_contract_stands_in_it() -> None:
    """妇女权益保障法 44: who chooses «写在本合同里» and settles no clause of it signs a text that says it."""
    terms = Terms("2026年8月1日", "2027年7月31日", "90日", "10日", "15日", "5个工作日", "一年", 8)

    def said(terms: Terms, *codes: str, contract: str = "special") -> dict[str, Agreed]:
        agreed = [Agreed(clauses.clause(code), Value(1), "……") for code in codes]
        special = Special.GRADE if contract == "special" else ""
        return {each.clause.code: each for each in standing(contract, special, agreed, terms)}

    here, elsewhere = replace(terms, womens_here="within"), replace(terms, womens_elsewhere="own_contract")
    assert "男女平等" in said(here, "grade.skill")["standing.womens"].words
    assert "standing.womens" in said(here, "wage.maternity"), "a leave is no equality"
    assert "standing.womens" not in said(here, "general.women_equality", contract="general")
    assert "另行签订" in said(elsewhere)["standing.womens_elsewhere"].words
    assert not {"standing.womens", "standing.womens_elsewhere"} & set(said(terms))
    for each in (*said(here).values(), *said(here, contract="general").values()):
        assert contracts.chapters([each])[0].title


def test_an_annex_for_women_nobody_wrote_is_named() -> None:
    def found(womens: str, *codes: str) -> set[str]:
        agreed = [Agreed(clauses.clause(code), Value(rows=({"a": 1},)), "……") for code in codes]
        return {
            each.code
            for each in contracts.findings(
                "special", Special.GRADE, agreed, clauses.Floors(), womens=womens, staff_has_women=True
            )
        }

    assert "draft.womens_annex" in found("annex")
    assert "draft.womens_annex" not in found("annex", "women.forbidden_posts")
    assert "draft.womens_annex" not in found("within")


def test_no_clause_tells_people_of_a_paper_they_cannot_open() -> None:
    """What stands beside a topic is a law or a standard anybody finds, not a file of those who wrote the program."""
    for each in clauses.codebook().values():
        assert not any("RULES" in article or "TEMPLATES" in article for article in each.articles), each.code


def test_the_cost_of_living_of_a_standstill_says_of_which_time() -> None:
    """Without the other clause it stands alone in a chapter on weddings and leave."""
    assert "停工、停产" in clauses.clause("wage.stoppage_share").wording


def test_every_number_of_the_book_can_be_typed_as_its_page_shows_it() -> None:
    """«12 个月» is no December, and who types it so is understood."""
    entries = [(each.kind, each.unit, each.title) for each in clauses.codebook().values()]
    entries += [(one.kind, one.unit, one.title) for each in clauses.codebook().values() for one in each.columns]
    for kind, unit, title in entries:
        if kind in clauses.NUMERIC or kind is Kind.DATE:
            number = date(2026, 8, 1).toordinal() if kind is Kind.DATE else 12
            told = shown(kind, number, unit)
            assert not told.endswith("12 月"), title
            assert read_number(kind, told, title, unit) == number, told
    assert read_number(Kind.MONTHS, "12个月", "周期", "个月") == read_number(Kind.MONTHS, "12 月", "周期", "个月") == 12


@pytest.mark.parametrize(
    ("code", "value", "words", "holds"),
    [
        ("wage.minimum_month", "2900", "月最低工资为 2,900 元。", True),
        ("wage.minimum_month", "2900", "不低于2900.00元", True),
        ("wage.minimum_month", "2900", "月最低工资为 1,000 元。", False),
        ("wage.minimum_month", "2900", "不低于 29000 元", False),
        ("wage.total_last_year", "34300000", "上年工资总额 3430 万元。", True),
        ("wage.pay_day", "10", "每月十号发", False),
        ("wage.annual_increase", "5.5%", "增长 5.50%，７月起。", True),
        ("wage.annual_increase", "5.5%", "增长 15.5%", False),
        ("wage.adjustment_from", "2026年8月1日", "自 2026 年 08 月 01 日起调整。", True),
        ("wage.adjustment_from", "2026年8月1日", "自 2026 年 8 月 10 日起调整。", False),
    ],
)  # fmt: skip
def test_a_sides_own_words_hold_the_number_that_is_held_against_the_law(
    code: str, value: str, words: str, holds: bool
) -> None:
    """What prints is what was agreed: nobody agrees on 2,900 and prints 1,000, or nothing at all."""
    entry = clauses.clause(code)
    if holds:
        assert clauses.words_of(entry, read(entry, Typed(value, text=words), date(2026, 1, 1))) == words
        return
    with pytest.raises(Refused, match=r"clause\.number_unsaid") as refused:
        read(entry, Typed(value, text=words), date(2026, 1, 1))
    assert entry.title in texts.of(refused.value)


def test_what_a_side_writes_beside_a_table_stands_in_the_contract() -> None:
    entry = clauses.clause("wage.allowances")
    value = read(entry, Typed(text="高温天停工的照发。", rows=[{"item": "高温津贴"}]), date(2026, 1, 1))
    assert clauses.words_of(entry, value).endswith("高温天停工的照发。")


def test_a_term_that_is_agreed_on_is_the_one_on_the_cover() -> None:
    first, last = date(2026, 8, 1), date(2027, 7, 31)
    agreed = [
        Agreed(clauses.clause(code), Value(day.toordinal()), "……")
        for code, day in (("wage.term_from", first), ("wage.term_until", last))
    ]
    assert contracts.term_differs(agreed, first, last) == []
    assert contracts.term_differs(agreed, None, None) == [], "not filled in yet is said elsewhere"
    [found] = contracts.term_differs(agreed, first + timedelta(days=31), last)
    assert found.weight is Weight.BLOCKS
    said = texts.of_finding(found)
    for word in ("合同开始日", "2026 年 8 月 1 日", "2026 年 9 月 1 日"):
        assert word in said


@pytest.mark.parametrize(
    ("code", "number", "refused"),
    [
        ("wage.publication", 6, "floor.publish"), ("wage.publication", 5, ""), ("wage.report", 0, "floor.report"),
        ("general.report", 1, ""), ("wage.copies", 7, "floor.copies"), ("general.copies", 8, ""),
    ],
)  # fmt: skip
def test_what_the_law_says_of_papers_is_held_against_it_too(code: str, number: int, refused: str) -> None:
    """浙江 34, 35, 37: five to the labour office, both sides and the union above; five working days; once a year."""
    floors = clauses.Floors(publish=5, copies=8)
    if not refused:
        clauses.check_floor(clauses.clause(code), Value(number), floors)
        return
    with pytest.raises(Refused) as raised_:
        clauses.check_floor(clauses.clause(code), Value(number), floors)
    assert raised_.value.code == refused
    assert clauses.clause(code).title in texts.of(raised_.value)
