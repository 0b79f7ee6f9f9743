"""Every column of codes moves with its body or says why it stays; nothing that looks like one hides as plain text."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection

from hexian.foundation.access import CodeField, coded_columns

#: What stays, and nothing else: a new reason to stay is a decision.
STAYS = {"audit_entry.code", "orgs_place.code", "members_flow.code"}
#: Columns called `code` that are no places in the tree.
OTHERS = {"regions_division.code", "lawbook_rule_param.code", "tables_table.code"}


def test_only_these_columns_stay_when_a_body_moves() -> None:
    assert {column.name for column in coded_columns() if column.stays} == STAYS


def test_every_model_with_a_code_field_is_listed() -> None:
    fields = {
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, CodeField)
    }
    assert fields == {column.name for column in coded_columns()}
    assert {"orgs_organisation.code", "members_membership.code", "people_person.code"} <= fields


@pytest.mark.django_db
@pytest.mark.database
def test_no_table_holds_codes_in_a_column_that_is_not_declared() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND column_name ~ '(^|_)code$' AND split_part(table_name, '_', 1) = ANY (%s)",
            [
                [
                    "audit",
                    "attachments",
                    "bargaining",
                    "clock",
                    "lawbook",
                    "members",
                    "notices",
                    "orgs",
                    "people",
                    "regions",
                    "tables",
                    "work",
                ]
            ],
        )
        found = {name for (name,) in cursor.fetchall()}
    assert found - {column.name for column in coded_columns()} == OTHERS | {
        "orgs_join_point.join_code",
        "bargaining_publication.poster_code",
    }
