"""The words for what becomes of a message, and for what is refused."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: Why a message was not delivered, for the page where an officer sees it.
TROUBLES: dict[str, Promise] = {
    "channel.missing": _("还没有接通短信或邮件通道。请管理员在设置里填好网关地址。"),
    "expired": _("过了有效时间，没有再发。"),
    "too_often": _("试了多次都没有发出去，已停止。"),
    "gateway.unreachable": _("连不上短信网关，会自动再试。"),
    "gateway.timeout": _("短信网关没有按时回答，会自动再试。"),
    "gateway.busy": _("短信网关太忙，会自动再试。"),
    "gateway.garbled": _("短信网关的回答看不懂，会自动再试。"),
    "gateway.unauthorised": _("短信网关不认我们的密钥。请管理员核对密钥，再重新发送。"),
    "gateway.number": _("手机号是空号或停机，没有发出去。"),
    "gateway.blocked": _("对方退订了短信，没有发出去。"),
    "gateway.template": _("短信网关没有这条短信的模板。请管理员在网关那边报备。"),
    "gateway.balance": _("短信余额不足，会自动再试。请管理员充值。"),
    "gateway.refused": _("短信网关不收这条短信。"),
    "mail.unreachable": _("连不上邮件服务器，会自动再试。"),
    "mail.unauthorised": _("邮件服务器不认我们的账号。请管理员核对。"),
    "mail.address": _("邮箱地址收不到信，没有发出去。"),
    "mail.later": _("邮件服务器让我们过会儿再发，会自动再试。"),
    "mail.refused": _("邮件服务器不收这封信。"),
}

SENTENCES: dict[str, Promise] = {
    "notices.no_words": _("「%(name)s」没有写短信或邮件的内容，没有发出。请告诉管理员。"),
}


def trouble(code: str) -> str:
    """The sentence for a message's error code."""
    return str(TROUBLES.get(code, code))
