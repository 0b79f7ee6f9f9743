"""The program's settings with everything around a view taken away; `bench.bare` drops the middleware itself."""

from copy import deepcopy
from typing import Any

from hexian.config import settings as ours

globals().update({name: value for name, value in vars(ours).items() if name.isupper()})

TEMPLATES: Any = deepcopy(ours.TEMPLATES)
TEMPLATES[0]["OPTIONS"]["context_processors"] = []
ROOT_URLCONF = "bench.bare"
WSGI_APPLICATION = "bench.bare.application"
