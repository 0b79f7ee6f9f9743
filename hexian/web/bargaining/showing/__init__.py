"""A case in words: how it stands and whose turn it is, what can be done now, how every date came about."""

from hexian.web.bargaining.showing.dates import event_words, explained, fixed, law_words
from hexian.web.bargaining.showing.jobs import jobs, may_guide, vacant_words
from hexian.web.bargaining.showing.standing import (
    KINDS,
    Due,
    gone_on_paper,
    next_words,
    no_clock,
    path,
    refusal_words,
    timeline,
    unlawful_words,
    waits,
    whose_turn,
)

__all__ = [
    "KINDS", "Due", "event_words", "explained", "fixed", "gone_on_paper", "jobs", "law_words", "may_guide",
    "next_words", "no_clock", "path", "refusal_words", "timeline", "unlawful_words", "vacant_words",
    "waits", "whose_turn",
]  # fmt: skip
