"""The same form over and over at once, on real connections that commit."""

from __future__ import annotations

import threading
from copy import deepcopy
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hexian import embedded
from hexian.domains.members.models import Application
from hexian.domains.people import services as people
from hexian.domains.people.models import Account, Person
from hexian.domains.people.rules import CodePurpose
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor
from tests import makers
from tests.people import makers as people_makers
from tests.web.test_join import filled, send

pytestmark = [pytest.mark.database]


def test_the_same_form_sent_five_times_at_once_is_one_application(own_database: embedded.DatabaseUrls) -> None:
    with scope(makers.SYSTEM):
        poster = makers.make_join_point(makers.make_org())
    mobile, phone = makers.mobile(), Client()
    with scope(Actor.system("tests", timezone.now())):
        people.send_code(mobile, CodePurpose.JOIN, actor=Actor.system("tests", timezone.now()))
        code = people_makers.plant_code(mobile, CodePurpose.JOIN)
    form, answers, gate = filled(mobile, code), list[Any](), threading.Barrier(5)
    # All five come from one phone with one session, which ends when the first of them signs her in.
    phone.post(reverse("join:code", args=[poster.join_code]), {"mobile": mobile})

    def once() -> None:
        twin = Client()
        twin.cookies = deepcopy(phone.cookies)
        gate.wait()
        answers.append(send(twin, poster, form).headers.get("Location", "refused"))
        # Whichever answer the phone hears, it goes on from it.
        answers.append(twin.get(answers[-1]).status_code if "receipt" in answers[-1] else 0)
        connection.close()

    threads = [threading.Thread(target=once) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with scope(makers.SYSTEM):
        receipt = reverse("join:receipt", args=[Application.objects.get().public_id])
        assert sorted(answers, key=str) == sorted([receipt, 200] * 5, key=str)
        assert (Person.objects.count(), Account.objects.count()) == (1, 1)
