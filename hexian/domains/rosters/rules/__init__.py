"""What the columns of a roster mean, which of its rows can be taken, and what is wrong with the others.

Worked example: in «序号 | 职工姓名 | 证件号 | 联系电话» the second column is the name by its heading, the third the
identity number by heading and contents; row 17 with a wrong last digit is refused with `id.check_digit`.
"""

from hexian.domains.rosters.rules.columns import (
    MOST_ROWS_ABOVE,
    NO_GUESS,
    OURS,
    SAMPLE,
    SURE,
    SYNONYMS,
    Column,
    Guess,
    Heading,
    check_columns,
    check_usable,
    find_heading,
    is_of_others,
    read_heading,
    shown_cell,
    word_of,
)
from hexian.domains.rosters.rules.landing import (
    Oddity,
    Totals,
    Verdict,
    check_may_land,
    check_may_undo,
    check_number,
    is_same_union,
    is_titled_otherwise,
    totals,
    verdict_of,
    warnings_of,
)
from hexian.domains.rosters.rules.rows import Checked, Checker, Entry, Fault, Summary, check_rows
from hexian.domains.rosters.rules.states import AT_IT, BUSY, IMPORT, ImportState, next_state

__all__ = [
    "AT_IT", "BUSY", "IMPORT", "MOST_ROWS_ABOVE", "NO_GUESS", "OURS", "SAMPLE", "SURE", "SYNONYMS", "Checked",
    "Checker", "Column", "Entry", "Fault", "Guess", "Heading", "ImportState", "Oddity", "Summary", "Totals",
    "Verdict", "check_columns", "check_may_land", "check_may_undo", "check_number", "check_rows", "check_usable",
    "find_heading", "is_of_others", "is_same_union", "is_titled_otherwise", "next_state", "read_heading",
    "shown_cell", "totals", "verdict_of", "warnings_of", "word_of",
]  # fmt: skip
