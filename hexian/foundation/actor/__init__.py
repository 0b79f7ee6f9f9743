"""Who acts: one frozen value per request, token or job, and the refusals she may meet."""

from hexian.foundation.actor.actor import Actor, OfficeHeld, Part, outermost
from hexian.foundation.actor.refusals import Refused

__all__ = ["Actor", "OfficeHeld", "Part", "Refused", "outermost"]
