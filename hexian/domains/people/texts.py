"""The words of this room: sentences for refusals, and the consent texts in their versions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

import structlog
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hexian.domains.people.rules import CodePurpose, Purpose, plain
from hexian.foundation.actor import Refused
from hexian.foundation.attachments import texts as attachments
from hexian.foundation.clock import texts as clock
from hexian.foundation.crypto import texts as crypto
from hexian.foundation.lawbook import texts as lawbook
from hexian.foundation.money import texts as money
from hexian.foundation.notices import texts as notices
from hexian.foundation.regions import texts as regions
from hexian.foundation.work import texts as work

_WIDENED = _("您填的是 15 位的老号码，已按 18 位记下，末四位是 %(tail)s。和身份证不一样的话，请更正。")
log = structlog.get_logger(__name__)
_SHANGHAI = ZoneInfo("Asia/Shanghai")

REFUSALS: dict[str, Promise] = {
    "id.missing": _("请填身份证号。"),
    "id.length": _("身份证号应有 18 位，您填的是 %(have)s 位。请对着证件再看一遍。"),
    "id.characters": _("身份证号只有数字，最后一位可能是 X。请去掉其他字符；打了星号的，请要完整的号码。"),
    "id.date": _("身份证号第 7 到 14 位是出生日期，「%(text)s」不是一个日期。请对着证件再看一遍。"),
    "id.future": _("按这个身份证号，出生日期是 %(birth)s，还没有到。请对着证件再看一遍。"),
    "id.check_digit": _("身份证号最后一位对不上，多半是中间哪一位填错了。请对着证件逐位核对。"),
    "id.too_young": _("工会接纳年满 16 周岁的劳动者，按身份证号您现在 %(age)s 周岁。如果填错了，请改正后再交。"),
    "id.belongs_to_another": _(
        "这个身份证号已经登记在另一个人名下，不能再用。请核对号码；没有填错的话，请带证件到工会当面核实。"
    ),
    "id.already_verified": _("这个人的身份证号已经核对过，和这次的不一样。要更正，请走「更正资料」。"),
    "id.none": _("这个人没有登记身份证号，没有可以查看的内容。"),
    "mobile.missing": _("请填手机号。"),
    "mobile.length": _("手机号应有 11 位，您填的是 %(have)s 位。"),
    "mobile.form": _("这不像一个手机号。请填 1 开头的 11 位手机号，不填座机。"),
    "mailbox.form": _("这不像一个邮箱。请照对方给的写全，@ 后面要有完整的网址。"),
    "mobile.same": _("这就是您现在的手机号，不用改。"),
    "mobile.taken": _("这个手机号已经是另一个账号的登录号。请换一个号码；号码确实是您的，请带证件到工会当面核实。"),
    "name.missing": _("请填姓名。"),
    "name.long": _("姓名最多 40 个字，您填了 %(have)s 个。请按身份证上的写。"),
    "name.character": _("姓名里不能有「%(character)s」。请按身份证上的写，生僻字也可以。"),
    "code.form": _("验证码是 6 位数字，请看短信再填一次。"),
    "code.none": _("还没有给这个手机号发过验证码，或者已经过期。请点「发验证码」。"),
    "code.wrong": _("验证码不对，还可以试 %(left)s 次。请看最新一条短信。"),
    "code.dead": _("验证码试错太多次，这一条不能再用了。请重新发一条。"),
    "code.expired": _("验证码过期了。请重新发一条，收到后马上填。"),
    "code.used": _("这条验证码已经用过了。请重新发一条。"),
    "code.too_soon": _("验证码刚刚发过，%(until)s 之后可以再发。请先看看短信。"),
    "code.too_many": _("这个手机号一小时内发的验证码太多了，%(until)s 之后可以再发。"),
    "code.too_many_here": _("您所在的网络一小时内发的验证码太多了，%(until)s 之后可以再发；换成手机流量也可以。"),
    "code.no_channel": _(
        "这里还没有接通短信，发不出验证码，您填的都还在。请打电话或当面找您的工会；管理员设好短信网关（HEXIAN_SMS_URL）就能用。"
    ),
    "lock.closed": _(
        "试错的次数太多，为了您的账号安全先锁住，%(until)s 之后可以再试。忘了密码的话，可以用短信验证码登录。"
    ),
    "account.unknown": _("没有找到这个账号。请退出后重新登录。"),
    "account.has_person": _("这个账号已经属于另一个人。请换一个手机号。"),
    "account.not_demo": _("只有演示账号才能使用写明的两步验证密钥。"),
    "person.unknown": _("没有找到这个人，或者您不负责她所在的工会。"),
    "person.erased": _("这个人的资料已按本人要求删除，不能再改。"),
    "consent.unknown": _("没有这一项同意书。请刷新页面再看。"),
    "consent.not_given": _("这一项您没有同意过，或者已经撤回了，不用再撤。"),
    "token.past": _("到期时间要晚于现在。请改一个以后的日期。"),
    "token.long": _("程序密钥最长用 %(most)s 天。请选近一些的到期日。"),
    "token.duty": _("没有「%(duty)s」这项职责，不能写进程序密钥。"),
    "token.beyond_own": _("您自己没有这些职责，不能写进程序密钥：%(duties)s。请去掉后再做；以后有了，另做一个。"),
    "token.unknown": _("没有找到这个程序密钥，或者已经停用。"),
    "password.wrong": _("手机号或密码不对。请再看一遍；想不起来就用短信验证码登录。"),
}

#: What a page says once the code asked for on it has failed finally.
CODE_NOT_SENT = _("验证码没有发出去：%(why)s请再发一条试试；还是收不到，请打电话或当面找您的工会。")

CODE_WORDS: dict[CodePurpose, Promise] = {
    CodePurpose.JOIN: _("入会"),
    CodePurpose.LOGIN: _("登录"),
    CodePurpose.PASSWORD: _("重设密码"),
    CodePurpose.CHANGE_MOBILE: _("换手机号"),
}


@dataclass(frozen=True, slots=True)
class ConsentText:
    """One version of what a person says yes to; what it holds is never edited, only followed by a new version."""

    purpose: Purpose
    version: str
    title: Promise
    paragraphs: tuple[Promise, ...]
    is_sensitive: bool
    if_withdrawn: Promise

    @property
    def digest(self) -> str:
        """SHA-256 over the words as they stood when she agreed."""
        words = "\n".join([self.version, str(self.title), *(str(paragraph) for paragraph in self.paragraphs)])
        return sha256(words.encode()).hexdigest()


#: The current version of each text, in plain words (个人信息保护法 7, 14, 17; sensitive data apart: 28–31).
CONSENTS: dict[Purpose, ConsentText] = {
    Purpose.JOIN: ConsentText(
        Purpose.JOIN,
        "2026-06",
        _("同意工会用我填的信息办理入会"),
        (
            _("工会收下您填的姓名、手机号、工种和所在的平台或单位，用来办理入会、与您联系、为您服务。"),
            _("只有您所在的工会和它的上级工会中负责这件事的人能看到，公司看不到。谁看过，「我的」里都有记录。"),
            _("资料保存到您离开工会、而且法律要求留存的时间满了为止。"),
            _("您随时可以在「我的」里查看、更正、导出、撤回同意，或者请工会删除。"),
        ),
        is_sensitive=False,
        if_withdrawn=_("撤回后，没有办完的入会申请就停下来；已经是会员的，会籍不变，工会不再用这些信息主动联系您。"),
    ),
    Purpose.IDENTITY: ConsentText(
        Purpose.IDENTITY,
        "2026-06",
        _("单独同意：工会核对我的身份证号"),
        (
            _("身份证号是敏感个人信息，一旦泄露，可能被人冒用。所以要单独问您一次。"),
            _("要它只有一个用处：确认申请的是您本人，防止别人用您的名义入会，也防止一个人重复登记。"),
            _("号码加密保存，平时谁看到的都只是最后四位；负责人打开全号，会留下记录，您看得到。"),
            _("不满十四周岁的人不在这里办理入会。"),
        ),
        is_sensitive=True,
        if_withdrawn=_("撤回后，工会删去您的身份证号；没有办完的入会申请因为不能核对身份而停下来，已有的会籍不变。"),
    ),
    Purpose.HEALTH: ConsentText(
        Purpose.HEALTH,
        "2026-11",
        _("单独同意：工会用我的医保结算记录办理互助金"),
        (
            _("看病的记录是敏感个人信息，一旦泄露，可能让人难堪或者受到歧视。所以和入会分开，单独问您一次。"),
            _("工会按和医保部门的协议收到您的住院结算记录：医院、日期、费用和报销了多少，不要病历和诊断。"),
            _("要它只有一个用处：算出该给您多少互助金，不用您自己申请。程序算，有疑问的由人看，不会只由程序拒绝您。"),
            _("只有办理互助金的人能看到，公司看不到。谁看过，「我的」里都有记录。每一分怎么算的，您随时看得到。"),
            _("不同意不影响您的会籍和别的服务，只是不能参加医疗互助。"),
        ),
        is_sensitive=True,
        if_withdrawn=_("撤回后，从当天起您不再参加医疗互助，工会不再收您新的结算记录；办好的互助金不受影响。"),
    ),
}


#: How each room of the foundation says no; some fill their sentences themselves.
_BELOW: dict[str, Callable[[Refused], str]] = {
    "clock": clock.of,
    "crypto": crypto.of,
    "lawbook": lawbook.of,
    "money": money.of,
    "regions": regions.of,
}
_ALL = {**attachments.SENTENCES, **notices.SENTENCES, **work.SENTENCES, **REFUSALS}


def of(refusal: Refused) -> str:
    """The sentence for a refusal of this room or of the foundation: what is wrong, and what to do.

    An unknown code is an error in the program: it is logged, and the sentence names the code.
    """
    words = _ALL.get(refusal.code)
    if words is not None:
        return str(words) % {name: _shown(value) for name, value in refusal.params.items()}
    try:
        return _BELOW[refusal.code.partition(".")[0]](refusal)
    except KeyError:
        log.error("refusal without a sentence", code=refusal.code)
        return str(_("这一步没有办成，您填的还在。请把代码「%(code)s」告诉工会。")) % {"code": refusal.code}


def code_not_sent(error: str) -> str:
    """The sentence for a one-time code whose message failed with this error."""
    return str(CODE_NOT_SENT) % {"why": notices.trouble(error)}


def _shown(value: object) -> object:
    """Moments and days in the house style, on Shanghai's clock, a moment rounded up; kinds of files by their names."""
    if isinstance(value, datetime):
        there = (value + timedelta(seconds=59)).astimezone(_SHANGHAI)
        return f"{there.month} 月 {there.day} 日 {there:%H:%M}"
    if isinstance(value, date):
        return f"{value.year} 年 {value.month} 月 {value.day} 日"
    if isinstance(value, tuple):
        return attachments.kinds(value)
    return value


def told_of_number(typed: str, number: str) -> list[str]:
    """What to tell whoever typed an ID number that was taken as `number`: a first-generation one was widened."""
    return [str(_WIDENED) % {"tail": number[-4:]}] if plain(typed) != number else []
