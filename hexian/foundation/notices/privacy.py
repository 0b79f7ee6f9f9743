"""What personal data this room holds: addresses and words of messages, sealed until sent, then gone."""

from __future__ import annotations

from hexian.foundation import crypto

crypto.register("notices.Message", "address", "subject")
crypto.register("notices.Message", "body", "subject")
