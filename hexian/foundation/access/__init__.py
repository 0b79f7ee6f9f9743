"""Who may see or act: duties, subtrees, and the row-level security behind them.

The first net is a range on the organisation's code (`within`); the second is PostgreSQL's own (`guard`, `scope`), which
checks every row the first net found, so that a forgotten filter shows nothing instead of everything.
"""

from hexian.foundation.access.counting import MOST_SHOWN, HowMany, counted, under
from hexian.foundation.access.duties import DUTIES, Duty, duty, sees_personal_data
from hexian.foundation.access.fields import CodedColumn, CodeField, coded_columns
from hexian.foundation.access.landing import NULL, escaped, next_ids, numbered, public_ids, staged
from hexian.foundation.access.recoding import Tell, coded_rows, recode, recode_stale
from hexian.foundation.access.security import append_only, guard, guard_anew, guarded_tables
from hexian.foundation.access.settings import at_once, glance, read_only, reading, scope
from hexian.foundation.access.within import AFTER_ALL, get_or_none, within

__all__ = [
    "AFTER_ALL",
    "DUTIES",
    "MOST_SHOWN",
    "NULL",
    "CodeField",
    "CodedColumn",
    "Duty",
    "HowMany",
    "Tell",
    "append_only",
    "at_once",
    "coded_columns",
    "coded_rows",
    "counted",
    "duty",
    "escaped",
    "get_or_none",
    "glance",
    "guard",
    "guard_anew",
    "guarded_tables",
    "next_ids",
    "numbered",
    "public_ids",
    "read_only",
    "reading",
    "recode",
    "recode_stale",
    "scope",
    "sees_personal_data",
    "staged",
    "under",
    "within",
]  # fmt: skip
