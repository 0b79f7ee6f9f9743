"""`hx reference`: write the parts of docs/reference that are read off the code, so that they are never stale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from hexian.domains.bargaining import texts as bargaining_texts
from hexian.domains.bargaining.rules import states as bargaining
from hexian.domains.decisions import rules as decisions
from hexian.domains.decisions import texts as decision_texts
from hexian.domains.entitlements import rules as entitlements
from hexian.domains.entitlements import texts as entitlement_texts
from hexian.domains.founding import rules as founding
from hexian.domains.founding import texts as founding_texts
from hexian.domains.ledger import rules as ledger
from hexian.domains.ledger import texts as ledger_texts
from hexian.domains.members import rules as members
from hexian.domains.members import texts
from hexian.domains.mutualaid import texts as aid_texts
from hexian.domains.mutualaid.rules import states as aid
from hexian.domains.orgs import rules as orgs
from hexian.domains.orgs import texts as org_texts
from hexian.domains.rosters import rules as rosters
from hexian.domains.rosters import texts as roster_texts
from hexian.foundation.access import DUTIES
from hexian.foundation.clock import states as clock
from hexian.foundation.lawbook import services as lawbook
from hexian.foundation.lawbook.rules import Param, Sure
from hexian.foundation.tables import states as versions
from hexian.foundation.tables import texts as table_texts

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "reference"
HEAD = "<!-- Written by `hx reference`; do not edit. -->\n\n"

Words = Mapping[str, Any]


@click.command()
def reference() -> None:
    """Write every generated page."""
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        click.echo(f"docs/reference/{name}")


def pages() -> dict[str, str]:
    """Each generated page by its file name."""
    return {"states.md": states(), "duties.md": duties(), "lawbook.md": numbers()}


def states() -> str:
    """State diagrams, drawn from the transition tables."""
    tables: list[tuple[str, Mapping[tuple[Any, Any], Any], Words, Words]] = [
        ("入会申请 Application", members.APPLICATION, texts.APPLICATION_STATES, texts.ACTS),
        ("委员会决议 Resolution", members.RESOLUTION, texts.RESOLUTION_STATES, texts.ACTS),
        ("更正申请 ChangeRequest", members.CHANGE, texts.CHANGE_STATES, texts.ACTS),
        ("会籍 Membership", members.MEMBERSHIP, texts.MEMBERSHIP_STATES, texts.PASSAGE_KINDS),
        *(
            (f"会籍变动：{texts.PASSAGE_KINDS[kind]} Passage", table, texts.PASSAGE_STATES, texts.PASSAGE_ACTS)
            for kind, table in members.PASSAGE.items()
        ),
        ("名册 Import", rosters.IMPORT, roster_texts.STATES, roster_texts.ACTS),
        ("建会 Case", founding.CASE, founding_texts.STATES, founding_texts.ACTS),
        ("集体协商 Case", bargaining.CASE, bargaining_texts.STATES, bargaining_texts.ACTS),
        ("职代会会议 Sitting", decisions.SITTING, decision_texts.STATES, decision_texts.ACTS),
        ("表决事项 Motion", decisions.MOTION, decision_texts.MOTIONS, decision_texts.MOTION_ACTS),
        ("计算规则表的一版 Version", versions.VERSION, table_texts.STATES, table_texts.ACTS),
        ("付款批次 Run", ledger.RUN, ledger_texts.RUNS, ledger_texts.RUN_ACTS),
        ("付款单 Order", ledger.ORDER, ledger_texts.ORDERS, ledger_texts.ORDER_ACTS),
        ("结算文件 File", aid.FILE_MOVES, aid_texts.FILES, aid_texts.FILE_ACTS),
        ("一笔核定 Decision", aid.DECISION_MOVES, aid_texts.DECISIONS, aid_texts.DECISION_ACTS),
        ("互助金异议 Contest", aid.CONTEST_MOVES, aid_texts.CONTESTS, aid_texts.CONTEST_ACTS),
        ("应享未享 Right", entitlements.RIGHT, entitlement_texts.STATES, entitlement_texts.ACTS),
        ("期限 Deadline", clock.TRANSITIONS, {}, {}),
    ]
    return HEAD + "# States\n\n" + "\n".join(_diagram(*table) for table in tables)


def _diagram(title: str, table: Mapping[tuple[Any, Any], Any], states_: Words, acts: Words) -> str:
    lines = [f"## {title}\n", "```mermaid", "stateDiagram-v2"]
    names = dict.fromkeys([start for start, _ in table] + list(table.values()))
    lines += [f'    state "{states_.get(state, state)}" as {state}' for state in names]
    lines += [f"    {start} --> {end}: {acts.get(act, act)}" for (start, act), end in table.items()]
    return "\n".join([*lines, "```", ""])


def duties() -> str:
    """Duties and the standard roles that group them."""
    roles = orgs.STANDARD_ROLES
    rows = [
        [f"`{name}`", str(org_texts.DUTIES.get(name, "")), "是" if duty.personal else ""]
        + ["●" if name in role.duties else "" for role in roles]
        for name, duty in sorted(DUTIES.items())
    ]
    head = ["duty", "能做什么", "个人信息（要两步验证）", *(role.name for role in roles)]
    return HEAD + "# Duties and standard roles\n\n" + _table(head, rows)


def numbers() -> str:
    """Every packaged number of law with its source and how sure we are."""
    rows = [
        [f"`{row.code}`", row.region or "全国", row.title, f"{row.text} {row.unit}", row.day_type, row.source, row.sure]
        for row in sorted(lawbook.packaged(), key=lambda row: (row.code, row.region))
    ]
    head = ["code", "region", "参数", "value", "days", "source", "sure"]
    return HEAD + "# Lawbook: the packaged numbers\n\n" + _table(head, rows) + _unverified()


def _unverified() -> str:
    """What nobody has held against a text yet (待核实), and why it stands as it does."""
    doubtful = sorted((row for row in lawbook.packaged() if row.sure == Sure.UNVERIFIED and row.note), key=_place)
    rows = [[f"`{row.code}`", row.region or "全国", row.title, row.note] for row in doubtful]
    return "\n## 待核实的数和理由\n\n" + _table(["code", "region", "参数", "理由"], rows)


def _place(row: Param) -> tuple[str, str]:
    return row.code, row.region


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    titles = list(head)
    lines = ["| " + " | ".join(titles) + " |", "|" + "---|" * len(titles)]
    lines += [
        "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in row) + " |" for row in rows
    ]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return str(text).replace("|", "\\|").replace("\n", " ")
