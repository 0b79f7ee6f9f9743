"""The door granian opens."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from hexian.foundation.crypto import refuse_lost_keys
from hexian.foundation.documents import print_beside
from hexian.web.frames import with_room
from hexian.web.settling import Settling

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hexian.config.settings")

application = with_room(Settling(get_wsgi_application()))

# With another key folder nobody would be found by her number, and everybody be entered twice: refuse to start instead.
refuse_lost_keys()

# A worker that has printed once would hold the fonts for good: a process beside it prints, and rests when nobody does.
print_beside()
