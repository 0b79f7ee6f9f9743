"""Every refusal, finding, state, act and role of the room has its words, with places filled as they are raised."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path

import pytest

from hexian.domains import bargaining
from hexian.domains.bargaining import notices, texts
from hexian.domains.bargaining.rules import clauses, contracts, delegates, meeting, states
from hexian.domains.bargaining.rules.delegates import Finding, Weight
from hexian.foundation.actor import Refused
from hexian.foundation.notices.wordings import WORDINGS, filled
from tests.bargaining.makers import typed

ROOM = Path(str(bargaining.__file__)).parent
#: Functions whose first word is a code, and which pass the others on to a refusal or finding.
RAISING = {"Refused", "Finding", "_stop", "_warn", "unequal", "_at_least"}
#: What stands for each parameter, as services and rules pass it.
SAMPLES: dict[str, object] = {
    "state": "filed", "act": "sign", "side": "worker", "sides": ["worker", "employer"], "fields": ["meet_at", "chief"],
    "group": "women", "options": [500, 5], "choices": ["按月", "按季"], "titles": ["发薪日"],
    "articles": ["浙江 19(一)"], "names": ["资产负债表"], "have": 3, "wanted": "0123456789ab", "what": "minutes",
    "reason": Refused("clause.number", title="底薪", text="约三千"), "unit": "percent",
    "rows": [(1, "装配", 210, 8_862_000)],
    "at": datetime(2026, 6, 17, 6, 30, tzinfo=UTC), "due": datetime(2026, 7, 2, 16, tzinfo=UTC),
    "earliest": datetime(2026, 7, 2, 16, tzinfo=UTC), "sent_at": datetime(2026, 6, 17, 6, 30, tzinfo=UTC),
    **dict.fromkeys(("on", "since", "until", "starts", "ends", "passed_on", "signed_on", "filed_on", "received"),
                    date(2026, 6, 17)),
    **dict.fromkeys(("name", "title", "text", "word", "column", "clause"), "（演示）"),
}  # fmt: skip
#: Passed through a variable, where the walk does not see a name: raised by every clause that is a number.
ALSO = {
    ("clause.fen", ("text", "title")), ("floor.overtime", ("have", "least", "title")),
    ("delegates.both_sides", ("name",)), ("delegates.twice", ("name",)), ("delegates.recorder_sits", ("name",)),
    ("delegates.same_name", ("name",)), ("draft.womens_content", ()),
}  # fmt: skip


def raised() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every code the room raises or finds, with the names it is raised with."""
    for file in sorted(ROOM.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RAISING and node.args:
                yield from codes_of(node)


def codes_of(node: ast.Call) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The code of one call; what a finding holds in a dictionary counts as named."""
    code = node.args[0]
    if not isinstance(code, ast.Constant) or not isinstance(code.value, str):
        return
    names = {word.arg for word in node.keywords if word.arg}
    for argument in node.args[1:]:
        if isinstance(argument, ast.Dict):
            names |= {str(key.value) for key in argument.keys if isinstance(key, ast.Constant)}
            if any(key is None for key in argument.keys):  # the figures of a contradiction
                names |= {"last", "now", "rise", "expected"}
    if isinstance(node.func, ast.Name) and node.func.id == "_at_least":
        names = {"title", "have", "least"}
    yield code.value, tuple(sorted(names))


CODES = sorted({*raised(), *ALSO})


def test_the_walk_finds_the_refusals() -> None:
    assert len({code for code, _names in CODES}) > 110


@pytest.mark.parametrize(("code", "names"), CODES)
def test_every_refusal_has_a_sentence_with_its_places_filled(code: str, names: tuple[str, ...]) -> None:
    assert code in texts.REFUSALS
    sentence = texts.of(Refused(code, **{name: SAMPLES.get(name, 7) for name in names}))
    assert sentence.endswith(("。", "：")) or code == "clause.row"
    assert not re.search(r"%\(|[{}]|datetime|<|None", sentence), sentence
    plain = re.sub(r"hr@example\.com|(?<=\d),(?=\d{3})|(?<=\d)[.:](?=\d)", "", sentence)
    assert not re.search(r"[,;!?.:]", plain), "full-width punctuation only"
    assert not re.search(r"非法|无效|请稍后再试", sentence)


def test_no_sentence_is_left_over() -> None:
    assert set(texts.REFUSALS) <= {code for code, _names in CODES}


def test_a_finding_is_said_as_a_refusal_is() -> None:
    told = texts.of_finding(Finding("delegates.too_few", Weight.BLOCKS, {"side": "worker", "have": 3, "least": 5}))
    assert told == "职工方代表 3 名，至少要 5 名。请再补 2 名。"


@pytest.mark.parametrize(
    ("code", "params", "words"),
    [
        ("floor.minimum_wage", {"title": "底薪", "have": 249_000, "least": 249_000, "row": "3"},
         ("第 3 行", "2,490 元")),
        ("floor.overtime", {"title": "加班", "have": 14_000, "least": 15_000}, ("140%", "150%")),
        ("draft.sums_differ", {"last": 800_000, "now": 850_000, "rise": 550, "expected": 844_000, "unit": "percent"},
         ("8,000 元", "5.5%", "8,500 元", "8,440 元")),
        ("draft.sums_differ", {"last": 800_000, "now": 850_000, "rise": 44_000, "expected": 844_000, "unit": "yuan"},
         ("440 元", "8,440 元")),
        ("clause.percent_unsure", {"title": "增幅", "text": "0.05", "options": [500, 5]}, ("5% 还是 0.05%", "带上 %")),
        ("bargaining.not_your_side", {"sides": ["employer"]}, ("企业方",)),
        ("bargaining.state", {"state": "filed", "act": "sign"}, ("已报送", "签字")),
    ],
)  # fmt: skip
def test_figures_are_said_in_their_own_unit(code: str, params: dict[str, object], words: tuple[str, ...]) -> None:
    sentence = texts.of(Refused(code, **params))
    assert [word for word in words if word not in sentence] == [], sentence


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (states.State, texts.STATES), (states.Act, texts.ACTS), (states.Side, texts.SIDES),
        (delegates.Role, texts.ROLES), (delegates.Origin, texts.ORIGINS),
        (contracts.ContractType, texts.CONTRACTS), (contracts.Special, texts.SPECIALS),
        (contracts.Procedure, texts.PROCEDURES), (contracts.Ground, texts.GROUNDS), (clauses.List, texts.LISTS),
        (meeting.Channel, texts.CHANNELS), (meeting.Delivery, texts.DELIVERIES), (meeting.Form, texts.FORMS),
    ],
)  # fmt: skip
def test_every_value_has_its_words(values: type[StrEnum], words: dict[str, str]) -> None:
    assert set(values) <= set(words)
    assert all(str(word).strip() for word in words.values())


def test_what_code_says_besides_states_has_words_too() -> None:
    assert set(texts.TURNS) >= set(states.Turn) - {states.Turn.OFFERING, states.Turn.ANSWERING}
    assert set(texts.WOMENS) == contracts.WOMENS
    assert {post.why_none for post in states.POSTS.values()} - {""} == set(texts.NO_CLOCK)
    # Acts a service checks the state for, which move nothing.
    used = set()
    for file in sorted((ROOM / "services").glob("*.py")):
        used |= set(re.findall(r'act="(\w+)"', file.read_text(encoding="utf-8")))
    assert used <= set(texts.ACTS)
    steps = {"open", "extend_coordination", "take_up_coordination"}
    assert steps <= set(texts.ACTS)


def test_what_is_told_fits_the_places_it_is_told_with() -> None:
    params = dict.fromkeys(("title", "sender", "union", "employer", "until"), "（演示）")
    kinds = {kind for _whom, kind in notices._TOLD.values()} | {notices.PUBLISHED, notices.OVERSEEN, notices.DUE}
    for kind in kinds:
        sentence = filled(WORDINGS[kind].notice, params)
        assert sentence.endswith("。")
        assert "{" not in sentence


def test_every_clause_of_the_codebook_makes_an_article() -> None:
    """Each with a lawful value of its kind: no place left unfilled that the value should fill."""
    for code, entry in clauses.codebook().items():
        value = clauses.read(entry, typed(code), date(2026, 6, 17))
        words = clauses.words_of(entry, value)
        assert words, code
        assert not re.search(r"[{}]|None", words), code
        if entry.is_numeric and not value.text:
            told = clauses.bare(entry.kind, value.number) if entry.kind is not clauses.Kind.PERCENT else "%"
            assert told in words, f"{code}: {words}"


@pytest.mark.parametrize(
    ("code", "raised", "lowered", "level"),
    [
        (
            "wage.annual_increase",
            "本年度职工年人均工资比上年度增长5.5%，自2026年7月1日起执行。",
            "本年度职工年人均工资比上年度降低3%，自2026年7月1日起执行。",
            "增长0%",
        ),
        ("wage.total_increase", "工资总额比上年度增长5.5%。", "工资总额比上年度降低3%。", "增长0%"),
        ("trade.increase", "本行业本年度职工工资增长5.5%。", "本行业本年度职工工资降低3%。", "增长0%"),
        ("area.increase", "本区域本年度职工工资增长5.5%。", "本区域本年度职工工资降低3%。", "增长0%"),
    ],
)
def test_a_lowering_is_said_as_one(code: str, raised: str, lowered: str, level: str) -> None:
    entry, since = clauses.codebook()[code], date(2026, 7, 1)
    said = [clauses.words_of(entry, clauses.Value(number=number, since=since)) for number in (550, -300, 0)]
    assert all(part in words for part, words in zip((raised, lowered, level), said, strict=True)), said


def test_whatever_says_by_how_much_pay_rises_knows_how_to_say_that_it_falls() -> None:
    speaks = [entry for entry in clauses.codebook().values() if entry.raises]
    assert speaks
    for entry in clauses.codebook().values():
        assert bool(entry.wording_lowered) == entry.raises, entry.code
    said = [clauses.words_of(entry, clauses.Value(number=-300)) for entry in speaks]
    assert [words for words in said if "-3" in words or "增" in words] == []
