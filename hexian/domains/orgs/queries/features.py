"""Which parts of the program are switched on where."""

from __future__ import annotations

from dataclasses import dataclass

from hexian.domains.orgs.models import FeatureSwitch
from hexian.domains.orgs.rules import FEATURES, ancestors, nearest


@dataclass(frozen=True, slots=True)
class Switch:
    """One feature as a union's page shows it: on or off, and whether the union itself said so."""

    feature: str
    label: str
    is_on: bool
    own: bool | None


def is_on(feature: str, code: str) -> bool:
    """Whether a feature is on for the organisation with that code. Raises KeyError for an undeclared one."""
    declared = FEATURES[feature]
    rows = FeatureSwitch.objects.filter(feature=feature, org__code__in=ancestors(code))
    return nearest(dict(rows.values_list("org__code", "is_on")), code, declared.default)


def switches(code: str) -> list[Switch]:
    """Every declared feature with what holds for an organisation."""
    rows = FeatureSwitch.objects.filter(org__code__in=ancestors(code)).values_list("feature", "org__code", "is_on")
    said: dict[str, dict[str, bool]] = {}
    for name, where, on in rows:
        said.setdefault(name, {})[where] = on
    return [
        Switch(name, declared.label, nearest(said.get(name, {}), code, declared.default), said.get(name, {}).get(code))
        for name, declared in sorted(FEATURES.items())
    ]
