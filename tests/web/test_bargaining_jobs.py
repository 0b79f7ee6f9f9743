"""Every «next step» of a case leads to a page: a button's address alone would lead back to where one is."""

from __future__ import annotations

import importlib
import inspect
import re
from uuid import uuid4

import pytest
from django.urls import resolve, reverse

#: Where every next step is told.
_JOBS = importlib.import_module("hexian.web.bargaining.showing.jobs")
ROUTES = sorted(set(re.findall(r'_job\(\s*page,\s*"(\w+)"', inspect.getsource(_JOBS))))


@pytest.mark.parametrize("route", ROUTES)
def test_a_next_step_can_be_opened(route: str) -> None:
    screen = resolve(reverse(f"bargaining:{route}", args=[uuid4()])).func.screen  # type: ignore[attr-defined]
    assert "GET" in screen.methods


def test_there_are_as_many_as_one_knows_of() -> None:
    assert {"deposit", "congress", "reply", "delegates", "publish"} <= set(ROUTES)
