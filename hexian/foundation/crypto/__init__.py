"""Sealed fields: sealing, opening, finding by blind index, destroying, and the registry of sealed columns.

Settings import this package for the key ring before Django is set up, so nothing here imports a model.
"""

from hexian.foundation.crypto.registry import SealedColumn, register, sealed_columns
from hexian.foundation.crypto.services import (
    Fresh,
    blind,
    blind_candidates,
    blind_candidates_many,
    blind_many,
    check_keys,
    destroy,
    index_keys,
    lock_name,
    missing_keys,
    new_subject,
    new_subjects,
    note_sealing,
    open_many,
    open_sealed,
    refuse_lost_keys,
    seal,
    seal_fresh,
    seal_many,
)

__all__ = [
    "Fresh", "SealedColumn", "blind", "blind_candidates", "blind_candidates_many", "blind_many", "check_keys",
    "destroy", "index_keys", "lock_name", "missing_keys", "new_subject", "new_subjects", "note_sealing", "open_many",
    "open_sealed", "refuse_lost_keys", "register", "seal", "seal_fresh", "seal_many", "sealed_columns",
]  # fmt: skip
