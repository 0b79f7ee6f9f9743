"""The field every scoped table carries."""

from __future__ import annotations

from typing import Any

from django.db import models


class CodeField(models.TextField):  # type: ignore[type-arg]
    """An organisation's place in the tree, compared byte by byte so that a subtree is a B-tree range."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["db_collation"] = "C"
        super().__init__(*args, **kwargs)
