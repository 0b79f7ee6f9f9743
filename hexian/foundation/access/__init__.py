"""Who may see or act: duties, subtrees, and the row-level security behind them.

The first net is a range on the organisation's code (`within`); the second is PostgreSQL's own (`guard`, `scope`), which
checks every row the first net found, so that a forgotten filter shows nothing instead of everything.
"""

from hexian.foundation.access.duties import DUTIES, Duty, duty, sees_personal_data
from hexian.foundation.access.fields import CodedColumn, CodeField, coded_columns
from hexian.foundation.access.security import append_only, guard, guarded_tables
from hexian.foundation.access.settings import read_only, reading, scope
from hexian.foundation.access.within import get_or_none, within

__all__ = [
    "DUTIES",
    "CodeField",
    "CodedColumn",
    "Duty",
    "append_only",
    "coded_columns",
    "duty",
    "get_or_none",
    "guard",
    "guarded_tables",
    "read_only",
    "reading",
    "scope",
    "sees_personal_data",
    "within",
]  # fmt: skip
