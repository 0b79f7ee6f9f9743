"""Prints in a process of their own: one, or as many as somebody asks for.

`python -m hexian.foundation.documents TEMPLATE`: data as JSON in, the PDF out (`rendering.render_apart`); with
`--press SECONDS` one after another until nobody has asked for so long (`press.Press`).
"""

from __future__ import annotations

import json
import os
import sys

from hexian.foundation.documents.press import serve
from hexian.foundation.documents.rendering import set_here, word_here

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hexian.config.settings")
    if sys.argv[1] == "--press":
        serve({"pdf": set_here, "word": word_here}, float(sys.argv[2]))
    else:
        sys.stdout.buffer.write(set_here(sys.argv[1], json.load(sys.stdin.buffer)))
