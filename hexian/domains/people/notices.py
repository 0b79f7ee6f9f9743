"""What persons are told about their codes and accounts, and through which channel."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from hexian.domains.people import texts
from hexian.domains.people.events import PeopleEvent
from hexian.domains.people.models import Account
from hexian.domains.people.rules import CodeLimits, CodePurpose
from hexian.foundation.actor import Actor
from hexian.foundation.notices import services as notices
from hexian.foundation.notices import wording

CODE = wording(
    "people.code",
    sms=_("验证码 {code}，用于{what}，{minutes} 分钟内有效。工会不会向您要验证码，请不要告诉任何人。"),
)
FORMER_MOBILE = wording(
    "people.former_mobile",
    sms=_("您的工会账号已换成另一个手机号登录，这个号码不能再登录。不是您本人办的，请马上联系工会。"),
)
wording(
    PeopleEvent.PASSWORD_SET,
    notice=_("您的登录密码改了，其他设备都已退出。不是您本人办的，请马上联系工会。"),
    sms=_("您的工会账号刚刚改了密码，其他设备都已退出。不是您本人办的，请马上联系工会。"),
)
wording(
    PeopleEvent.SECOND_FACTOR_ON,
    notice=_("两步验证开通了，以后登录要再输一次动态码。"),
    sms=_("您的工会账号刚刚开通了两步验证。不是您本人办的，请马上联系工会。"),
)
wording(
    PeopleEvent.SECOND_FACTOR_OFF,
    notice=_("两步验证关闭了。不是您本人办的，请马上联系工会。"),
    sms=_("您的工会账号刚刚关闭了两步验证。不是您本人办的，请马上联系工会。"),
)


def send_code(
    mobile: str, purpose: CodePurpose, code: str, limits: CodeLimits, *, actor: Actor, message_id: UUID
) -> None:
    """Text a one-time code; a message that comes too late is not sent any more."""
    params = {"code": code, "what": str(texts.CODE_WORDS[purpose]), "minutes": limits.minutes}
    notices.send_text(mobile, CODE, params, actor=actor, good_for=limits.life, message_id=message_id)


def tell_account_changed(account: Account, event: PeopleEvent | str, *, actor: Actor) -> None:
    """Tell an account's owner that something about signing in has changed: in the program and by text message."""
    if account.person_id is not None:
        notices.tell(account.person_id, str(event), actor=actor)
    notices.send_text(account.mobile, str(event), {}, actor=actor)


def tell_former_mobile(mobile: str, *, actor: Actor) -> None:
    """Tell the number that could sign in until now that it no longer can."""
    notices.send_text(mobile, FORMER_MOBILE, {}, actor=actor)
