"""The description and the reference page say what the program does: every address, its duty, no serial ids."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.api.callers import ROOT
from tests.routes import routes

pytestmark = pytest.mark.thorough

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "api.md"
ROW = re.compile(r"^\| `([A-Z]+ /api/v1/[^`]*)` \| [^|]* \| (.*?) \|$", re.MULTILINE)


@pytest.fixture
def described() -> dict[str, Any]:
    found: dict[str, Any] = Client().get(f"{ROOT}/openapi.json").json()
    return found


def operations(described: dict[str, Any]) -> dict[str, Any]:
    return {
        f"{method.upper()} {path}": each
        for path, methods in described["paths"].items()
        for method, each in methods.items()
    }


def test_the_reference_page_names_every_address_with_its_duty(described: dict[str, Any]) -> None:
    listed = dict(ROW.findall(PAGE.read_text(encoding="utf-8")))
    assert set(listed) == set(operations(described))
    for address, each in operations(described).items():
        duty = re.search(r"Needs the duty (`[a-z.]+`)", each["description"])
        open_to_all = each["security"] == [{}]
        assert listed[address] in ({duty[1]} if duty else {"—"} if open_to_all else {"an account", "any office"})


def test_every_address_says_what_it_does_and_how_it_says_no(described: dict[str, Any]) -> None:
    for address, each in operations(described).items():
        assert each["description"], address
        assert {"400", "401", "403", "404", "413", "422"} <= set(each["responses"]), address


def test_ids_are_uuids_and_every_shape_explains_itself(described: dict[str, Any]) -> None:
    for name, shape in described["components"]["schemas"].items():
        assert shape.get("description") or "enum" in shape, name
        for field, kind in shape.get("properties", {}).items():
            if field == "id" or field.endswith("_id"):
                kinds = kind.get("anyOf", [kind])
                assert {each.get("format", each["type"]) for each in kinds} <= {"uuid", "null"}, f"{name}.{field}"
            assert field not in {"person_id", "pk"}, name


def test_no_viewer_is_served() -> None:
    assert not [route.pattern for route in routes() if route.is_api and "docs" in route.pattern]


def test_no_two_shapes_share_a_name() -> None:
    """One of them would stand for both in the description."""
    shapes = Path(__file__).parents[2] / "hexian" / "api" / "shapes"
    names = [
        name for file in shapes.glob("*.py") for name in re.findall(r"^class (\w+)", file.read_text(), re.MULTILINE)
    ]
    assert len(names) == len(set(names)), sorted({name for name in names if names.count(name) > 1})
