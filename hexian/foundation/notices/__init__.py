"""Telling people: a line in the program, a text message, a letter by e-mail, and the words for each.

Worked example: `CODE = wording("people.code", sms=_("验证码 {code}，{minutes} 分钟内有效。"))` in the room that says
it, then `services.send_text(mobile, CODE, {"code": "482913", "minutes": 5}, actor=actor, good_for=FIVE_MINUTES)`.
"""

from hexian.foundation.notices.wordings import Wording, wording

__all__ = ["Wording", "wording"]
