"""Who acts: one frozen value per request, token or job, and the refusals she may meet."""

from hexian.foundation.actor.actor import Actor, OfficeHeld, Part, outermost
from hexian.foundation.actor.refusals import Refused
from hexian.foundation.actor.wall import Reading, read_clock

__all__ = ["Actor", "OfficeHeld", "Part", "Reading", "Refused", "outermost", "read_clock"]
