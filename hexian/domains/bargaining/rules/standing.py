"""What a contract says by law where both sides have settled nothing of their own: its head and its end (TEMPLATES 2.8).

Nobody bargains over these words: they repeat the regulations. The employer's side adopts them with the draft and the
congress passes them with it; whatever both sides agreed on such a matter stands instead.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from hexian.domains.bargaining.rules.clauses import Clause, Kind, List, Value
from hexian.domains.bargaining.rules.contracts import Agreed, ContractType, Special

ARTICLES = Path(__file__).resolve().parents[1] / "data" / "standing.toml"
#: Codes of articles that nobody bargained over begin so.
STANDING = "standing."


@dataclass(frozen=True, slots=True)
class Terms:
    """What the standing articles name: days and periods in words, empty where the region has none."""

    starts: str
    ends: str
    renewal: str
    file: str
    objection: str
    publish: str
    report: str
    copies: int
    womens_here: str = ""  # where the women's content stands (妇女权益保障法 44): in this contract or its annex,
    womens_elsewhere: str = ""  # or in a contract of its own; never both


#: Contracts whose own chapters are called otherwise.
_CALLED: Mapping[str, Mapping[str, str]] = {
    ContractType.GENERAL: {
        "女职工权益保护": "女职工、未成年工和残疾职工",
        "期限、变更与解除": "期限、变更、解除与终止",
        "监督、争议与违约责任": "监督检查",
    },
    Special.GRADE: {"总则": "总则与定义"},
}


@lru_cache(maxsize=1)
def _articles() -> tuple[Mapping[str, Any], ...]:
    return tuple(tomllib.loads(ARTICLES.read_text(encoding="utf-8"))["article"])


def standing(contract: str, special: str, agreed: Sequence[Agreed], terms: Terms) -> list[Agreed]:
    """The articles the law itself gives, of matters on which nothing was agreed, each in its chapter."""
    said = {each.clause.code.rpartition(".")[2] for each in agreed}
    called, known = _CALLED.get(special or contract, {}), asdict(terms)
    return [
        _article(entry, called.get(entry["chapter"], entry["chapter"]), entry["words"].format(**known))
        for entry in _articles()
        if not said & set(entry.get("settled_by", ())) and all(known[name] for name in entry.get("needs", ()))
    ]


def _article(entry: Mapping[str, Any], chapter: str, words: str) -> Agreed:
    clause = Clause(f"{STANDING}{entry['matter']}", chapter, List.GENERAL, chapter, Kind.TEXT)
    return Agreed(clause, Value(text=words), words)
