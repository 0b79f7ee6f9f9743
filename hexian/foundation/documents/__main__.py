"""`python -m hexian.foundation.documents TEMPLATE`: data as JSON in, the PDF out; see `rendering.render_apart`."""

from __future__ import annotations

import json
import os
import sys

from hexian.foundation.documents.rendering import render

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hexian.config.settings")
    sys.stdout.buffer.write(render(sys.argv[1], json.load(sys.stdin.buffer)))
