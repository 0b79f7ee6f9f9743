"""No field is named as a property of its form: htmx and our scripts would get the field instead."""

from __future__ import annotations

import re

import pytest

from tests import environment
from tests.web.test_sentences import every_form

#: Properties of a form, or of the button that sends it, that htmx, the browser or our scripts read.
TAKEN = {
    "form", "action", "method", "submit", "reset", "target", "elements", "closest", "matches", "children", "dataset",
    "contains", "parentElement", "parentNode", "querySelector", "attributes", "addEventListener",
}  # fmt: skip
_WRITTEN = re.compile(r"<(?:input|select|textarea|button)\b[^>]*?\sname=\"([^\"{]+)\"")


@pytest.mark.parametrize("form", every_form(), ids=lambda form: f"{form.__module__}.{form.__name__}")
def test_no_field_of_a_form_hides_what_the_form_is(form: type) -> None:
    assert TAKEN & set(form.base_fields) == set()  # type: ignore[attr-defined]


def test_no_field_written_into_a_page_does_either() -> None:
    pages = list((environment.ROOT / "hexian" / "web" / "templates").rglob("*.html"))
    written = {(page.name, name) for page in pages for name in _WRITTEN.findall(page.read_text(encoding="utf-8"))}
    assert len(written) > 30, "the pages are found"
    assert {each for each in written if each[1] in TAKEN} == set()
