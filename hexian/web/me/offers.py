"""What works today for a worker, and whom to ring about the rest."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that can be done now."""

    label: Promise
    what: Promise
    icon: str
    tint: str
    route: str

    @property
    def url(self) -> str:
        """Where it is done."""
        return reverse(self.route)


@dataclass(frozen=True, slots=True)
class Hotline:
    """A public telephone number and what it is good for."""

    number: str
    name: Promise
    what: Promise
    icon: str
    tint: str


OFFERS = (
    Offer(_("会员卡"), _("一张卡、一个码，给工作人员扫"), "id", "c-red", "me:card"),
    Offer(_("我的申请"), _("入会、更正办到哪一步，什么时候有结果"), "clipboard-list", "c-blue", "me:matters"),
    Offer(_("我的互助"), _("看病住院的互助金：怎么算的，到账没有"), "shield-check", "c-green", "aid:home"),
    Offer(_("收款卡和到账"), _("钱打到哪张卡，付到哪一步"), "cash", "c-gold", "money:home"),
    Offer(_("建工会"), _("单位还没有工会，在手机上就能申请建"), "flag", "c-red", "found:start"),
    Offer(_("有事找谁"), _("工会电话、可以当面找的人、热线"), "phone", "c-orange", "me:say"),
    Offer(_("消息"), _("工会告诉您的每一件事"), "bell", "c-violet", "me:notices"),
    Offer(_("转会和会籍"), _("转会、保留、退休、退会，办了会怎样"), "arrows-exchange", "c-gold", "me:membership"),
    Offer(_("谁能看到"), _("哪些人、凭什么职务，能看到您的资料"), "users", "c-green", "me:visible"),
    Offer(_("谁看过我"), _("每次查看、改动、导出都有记录"), "eye", "c-teal", "me:looks"),
    Offer(_("导出资料"), _("全部拿走一份，可以打印"), "download", "c-gold", "me:export"),
    Offer(_("我的资料"), _("查看、更正，换手机号，撤回同意"), "user", "c-ink", "me:mine"),
)

HOTLINES = (
    Hotline("12351", _("职工热线"), _("工会的热线：入会、维权、帮扶"), "speakerphone", "c-red"),
    Hotline("12333", _("人社热线"), _("工资、社保、劳动合同"), "coin-yuan", "c-orange"),
    Hotline("12348", _("法律服务热线"), _("免费问律师，申请法律援助"), "scale", "c-blue"),
)
