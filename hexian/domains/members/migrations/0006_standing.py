"""What is known of the numbers on a roster, anywhere: flags and nothing more."""

from django.db import migrations

from hexian.foundation.access.owner_functions import owner_function

#: Per row of the roster, in order: the flags of `rules.Standing`.  A number may stand under two blind indexes while keys
#: are being rotated; without a second key both arrays are the same.  Each sub-select is one look-up in an index.
STANDING = """
    SELECT coalesce(array_agg(found.flags ORDER BY found.at), '{}') FROM (
        SELECT w.at,
            coalesce((
                SELECT bit_or(CASE WHEN m.org_id IS NULL THEN 4 WHEN m.org_id = org THEN 1 ELSE 2 END
                        | CASE WHEN p.name <> w.name THEN 8 ELSE 0 END)
                FROM people_person p
                    LEFT JOIN members_membership m ON m.person_id = p.id AND m.state = 'active'
                WHERE p.id_index = ANY (ARRAY[w.number, w.older])), 0)
            | coalesce((
                SELECT bit_or(CASE WHEN a.org_id <> org THEN 64 WHEN a.name = w.name THEN 32 ELSE 8 END)
                FROM members_application a WHERE a.id_index = ANY (ARRAY[w.number, w.older])
                    AND a.state IN ('applied', 'checked', 'proposed')), 0)
            | CASE WHEN w.mobile <> '' AND EXISTS (
                SELECT FROM people_person q WHERE q.mobile = w.mobile AND q.mobile <> '' AND q.name = w.name
                    AND (w.number IS NULL OR (q.id_index IS DISTINCT FROM w.number AND q.id_index IS DISTINCT FROM w.older)))
                THEN 16 ELSE 0 END AS flags
        FROM unnest(numbers, olders, names, mobiles) WITH ORDINALITY AS w(number, older, name, mobile, at)
    ) AS found
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0005_flow"), ("people", "0005_origin")]
    operations = [
        owner_function(
            "members_standing",
            "org bigint, numbers bytea[], olders bytea[], names text[], mobiles text[]",
            "integer[]",
            STANDING,
        ),
    ]
