"""What the API itself says when it cannot answer; refusals of a rule have their sentences in the rooms."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PROBLEMS: Mapping[str, Promise] = {
    "auth.missing": _("还没有登录。请在请求头里写 Authorization: Bearer 和程序密钥，或者先登录。"),
    "auth.token": _("这个程序密钥不对，或者已经到期、停用。请换一个再试。"),
    "auth.csrf": _("请求里的防伪标记对不上。请刷新页面，把 csrftoken 的值放进请求头 X-CSRFToken 再试。"),
    "auth.second_factor": _("您的职务能看到个人信息，要先完成两步验证。请在网页上验证之后再试。"),
    "request.malformed": _("看不懂这个请求：正文应当是一段 JSON。请检查括号、引号和编码。"),
    "request.invalid": _("有几项填得不对：%(fields)s。请对照接口说明改正后再试。"),
    "request.number_in_address": _("证件号、手机号不能写在网址里。请用 POST %(instead)s，写进正文。"),
    "request.forbidden": _("您可以看，但不能办这件事。请找有这项权限的同事。"),
    "request.unknown": _("没有找到。地址可能写错了，也可能您不负责这个工会。"),
    "request.method": _("这个地址不支持 %(method)s。可以用：%(allowed)s。"),
    "request.fault": _(
        "系统出了故障，这次没有办成，什么都没有改动。请过几分钟再试；还不行，请把编号 %(request_id)s 告诉系统管理员。"
    ),
    "request.too_large": _("请求太大了，这里最多收 %(limit_mb)s MB。"),
}


def of(code: str, **params: object) -> str:
    """The sentence for a problem of the API itself. Raises KeyError for an undeclared code."""
    return str(PROBLEMS[code]) % params
