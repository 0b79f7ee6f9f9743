"""Sessions in the database, as Django keeps them, read the short way: each request of a person signed in reads one."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.db import connections, router
from django.utils import timezone

_STANDING = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(db.SessionStore):
    """Django's own store; to find a session by its key it took as long as all else before a page begins."""

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing, and no key any more, where it has ended or never was."""
        using = router.db_for_read(self.model)
        with connections[using].cursor() as cursor:
            cursor.execute(_STANDING, [self.session_key, timezone.now()])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        return self.decode(row[0])
