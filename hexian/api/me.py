"""Who asks, her own data, who looked at them."""

from ninja import Router

from hexian.api.door import ApiRequest, door
from hexian.api.shapes import me as shapes
from hexian.api.shapes.base import answers
from hexian.domains.members import queries as members
from hexian.domains.people import queries as people
from hexian.foundation.audit import queries as trail
from hexian.foundation.notices import queries as notices

router = Router(tags=["me"])


@router.get("/me", response=answers(shapes.Me))
@door()
def me(request: ApiRequest) -> shapes.Me:
    """Who asks: her name, her offices, and what this key or session may do in each."""
    actor = request.actor
    offices = [
        shapes.HeldOffice(
            id=held.office_id, org_name=held.org_name, title=held.title, duties=sorted(held.duties),
            is_acting=held == actor.acting,
        )
        for held in actor.offices
    ]  # fmt: skip
    return shapes.Me(name=actor.name, offices=offices, unread_notices=notices.unread(actor.person_id or 0))


@router.get("/me/data", response=answers(shapes.MyData))
@door()
def my_data(request: ApiRequest) -> dict[str, object]:
    """What is held about her, numbers masked (个保法 45)."""
    actor = request.actor
    person, account = people.me(actor), people.my_account(actor)
    return {
        "person": person and _person(person),
        "account": account and _account(account),
        "membership": members.my_membership(actor),
        "applications": members.my_applications(actor),
        "changes": members.my_changes(actor),
        "consents": [_consent(row) for row in people.my_consents(actor)] if person else [],
    }


@router.get("/me/looks", response=answers(list[shapes.LookOut]))
@door()
def my_looks(request: ApiRequest) -> list[shapes.LookOut]:
    """Who saw, opened, exported or changed her data, newest first, up to a hundred."""
    person = request.actor.person_id
    entries = trail.looks_at(person) if person else []
    return [
        shapes.LookOut(at=entry.at, event=entry.event, who=entry.actor_name, office=entry.office) for entry in entries
    ]


def _person(person: people.PersonView) -> dict[str, object]:
    return {
        "public_id": person.public_id, "name": person.name, "mobile_masked": person.mobile,
        "id_masked": person.id_number, "is_verified": person.is_verified, "verified_at": person.verified_at,
    }  # fmt: skip


def _account(account: people.AccountView) -> dict[str, object]:
    return {
        "public_id": account.public_id, "mobile_masked": account.mobile, "has_password": account.has_password,
        "last_login": account.last_login,
    }  # fmt: skip


def _consent(row: people.ConsentView) -> dict[str, object]:
    return {"purpose": row.text.purpose, "title": row.text.title, "version": row.version, "given_at": row.given_at}
