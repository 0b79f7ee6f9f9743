"""How an entry is digested and a block is chained. Plain Python, so that a third party can redo it."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

#: The block before the first.
GENESIS = bytes(32)


def digest_entry(fields: Mapping[str, Any]) -> bytes:
    """SHA-256 over the entry's fields as JSON with sorted keys, in UTF-8."""
    text = json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return sha256(text.encode()).digest()


def chain(previous: bytes, digests: Iterable[bytes], key: bytes) -> bytes:
    """The block's MAC: HMAC-SHA256 over the former block's MAC and the digests in order."""
    mac = hmac.new(key, previous, sha256)
    for digest in digests:
        mac.update(digest)
    return mac.digest()
