"""What happens to persons and accounts."""

from __future__ import annotations

from enum import StrEnum


class PeopleEvent(StrEnum):
    """Names of audit entries and events; payloads hold ids only."""

    CODE_SENT = "people.code_sent"
    CODE_REFUSED = "people.code_refused"
    LOCKED_OUT = "people.locked_out"
    PERSON_REGISTERED = "people.person_registered"
    ACCOUNT_OPENED = "people.account_opened"
    ACCOUNT_LOCKED = "people.account_locked"
    ACCOUNT_UNLOCKED = "people.account_unlocked"
    SIGNED_IN = "people.signed_in"
    PASSWORD_SET = "people.password_set"  # noqa: S105 - the name of an event
    SESSIONS_ENDED = "people.sessions_ended"
    MOBILE_CHANGED = "people.mobile_changed"
    SECOND_FACTOR_ON = "people.second_factor_on"
    SECOND_FACTOR_OFF = "people.second_factor_off"
    CONSENT_GIVEN = "people.consent_given"
    CONSENT_WITHDRAWN = "people.consent_withdrawn"
    IDENTITY_VERIFIED = "people.identity_verified"
    IDENTITY_RESOLVED = "people.identity_resolved"
    IDENTITY_REVEALED = "people.identity_revealed"
    NAME_CORRECTED = "people.name_corrected"
    DATA_EXPORTED = "people.data_exported"
    ERASED = "people.erased"
    TOKEN_ISSUED = "people.token_issued"  # noqa: S105 - the name of an event
    TOKEN_REVOKED = "people.token_revoked"  # noqa: S105 - the name of an event
