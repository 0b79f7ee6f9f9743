"""One function per verb about persons: codes, lock-outs, accounts, consent, identity, erasure, keys for programs."""

from hexian.domains.people.services.accounts import (
    account_for,
    change_mobile,
    end_sessions,
    lock_account,
    note_sign_in,
    open_account,
    set_password,
    unlock_account,
)
from hexian.domains.people.services.bulk import (
    Prepared,
    candidates_for,
    candidates_of,
    forget_many,
    prepare,
    register_many,
    share_numbers,
    take_numbers,
)
from hexian.domains.people.services.codes import check_code, prove, proved_by, send_code, use_up
from hexian.domains.people.services.consents import give_consent, withdraw_consent
from hexian.domains.people.services.identity import id_indexes, reveal_id, reveal_own_id, verify_identity
from hexian.domains.people.services.lock_outs import check_open, fail, forget_old, succeed
from hexian.domains.people.services.persons import correct_name, erase, export_own, person_for, register_person
from hexian.domains.people.services.second_factor import (
    DEMO_SECRET,
    note_second_factor,
    open_secret,
    seal_secret,
    set_totp,
    sweep_secrets,
)
from hexian.domains.people.services.tokens import issue_token, resolve_token, revoke_token

__all__ = [
    "DEMO_SECRET", "Prepared", "account_for", "candidates_for", "candidates_of", "change_mobile", "check_code",
    "check_open", "correct_name", "end_sessions", "erase", "export_own", "fail", "forget_many", "forget_old",
    "give_consent", "id_indexes", "issue_token", "lock_account", "note_second_factor", "note_sign_in", "open_account",
    "open_secret", "person_for", "prepare", "prove", "proved_by", "register_many", "register_person", "resolve_token",
    "reveal_id", "reveal_own_id", "revoke_token", "seal_secret", "send_code", "set_password", "set_totp",
    "share_numbers", "succeed", "sweep_secrets", "take_numbers", "unlock_account", "use_up", "verify_identity",
    "withdraw_consent",
]  # fmt: skip
