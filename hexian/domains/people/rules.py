"""Identity numbers, mobile numbers, names, one-time codes: what is right, and what is wrong in which way.

Worked example: `check_id_number("330108199001010011", today)` raises `Refused("id.check_digit")`, because the last
character must be «1X…» of the weighted sum of the first seventeen (GB 11643-1999).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from operator import mul

from hexian.foundation.actor import Refused

#: How soon another code may be sent to the same number.
CODE_PAUSE = timedelta(seconds=60)
#: A canteen full of workers before one poster shares one address, so this limit is generous.
MOST_CODES_PER_ADDRESS = 300
HOUR = timedelta(hours=1)
#: How long a number proved by a code stays proved in the same browser: long enough to mend a form, too short for the
#: next person who is lent this phone.
PROOF_LIFE = timedelta(minutes=15)
#: Failures are forgotten a day after the first; so are codes.
FORGET_AFTER = timedelta(days=1)
#: Wrong passwords or second-factor codes before one account, or one address, has to wait.
FREE_TRIES = 5
FREE_TRIES_PER_ADDRESS = 50
#: Wrong passwords at one account from anywhere at all before the next try has to wait; it waits, it is never shut out.
FREE_TRIES_FROM_ANYWHERE = 20
LONGEST_SLOWING = timedelta(minutes=5)
#: A program's key ends by itself.
LONGEST_TOKEN = timedelta(days=366)
#: Under which an identity number is blinded, wherever it is kept: equal numbers are found across tables by it.
ID_PURPOSE = "id_number"


class CodePurpose(StrEnum):
    """What a one-time code is good for; a code for one purpose opens nothing else."""

    JOIN = "join"
    LOGIN = "login"
    PASSWORD = "password"  # noqa: S105 - a purpose, not a password
    CHANGE_MOBILE = "change_mobile"


#: Codes for these go only to numbers that have an account; nothing said of them may tell which numbers do.
FOR_ACCOUNTS_ONLY = frozenset({CodePurpose.LOGIN, CodePurpose.PASSWORD})
#: Why a message failed that lies in the number and not in the channel.
ABOUT_THE_NUMBER = frozenset({"gateway.number", "gateway.blocked", "gateway.refused"})


class Purpose(StrEnum):
    """What a person consents to, each by itself (个人信息保护法 13, 14, 29)."""

    JOIN = "join"
    IDENTITY = "identity"
    HEALTH = "health"  # settlements of her illnesses, for mutual aid


class Origin(StrEnum):
    """Who told the union of a person: she herself, or her employer in a roster, which she has yet to confirm."""

    SELF = "self"
    EMPLOYER = "employer"


_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
#: Chinese characters of every plane, and Latin letters with their accents.
_NAME_PART = re.compile(
    r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
    r"A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]"
)
_DOTS = str.maketrans({"•": "·", "・": "·", "．": "·", "‧": "·", "∙": "·", "’": "'"})
#: Joiners and selectors some keyboards put between characters; nobody sees them.
_UNSEEN = re.compile("[\u200b-\u200d\u2060\ufeff\ufe00-\ufe0f\U000e0100-\U000e01ef]")


#: The two digits with which a province's, a region's or a municipality's numbers begin (GB/T 2260).
_PROVINCES = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")


def is_of_a_province(division: str) -> bool:
    """Whether six digits begin like a division of any province; others are a reason to look, never to reject."""
    return bool(_PROVINCES.match(division))


@dataclass(frozen=True, slots=True)
class IdNumber:
    """A well-formed identity number with what it says of its holder."""

    number: str
    birth: date
    is_female: bool
    division: str

    @property
    def tail(self) -> str:
        """The last four characters, for masked display."""
        return self.number[-4:]


def plain(text: str) -> str:
    """Full-width digits and letters made half-width, spaces and separators of digits taken out."""
    if text.isascii() and text.isalnum():
        return text.upper()
    return re.sub(r"[\s\-－—_]", "", unicodedata.normalize("NFKC", text)).upper()


def may_identify(text: str) -> bool:
    """Whether what was typed may be somebody's ID or mobile number, mistyped or half of it: eight digits in a row."""
    return bool(re.search(r"[0-9]{8}", plain(text)))


def check_id_number(text: str, today: date) -> IdNumber:
    """The identity number in its 18-character form; a 15-digit one is widened.

    Raises `Refused` with `id.missing`, `id.length` (`have`), `id.characters`, `id.date`, `id.future`, `id.check_digit`.
    """
    number = plain(text)
    if not number:
        raise Refused("id.missing")
    if re.fullmatch(r"[0-9]{15}", number):
        number = _widen(number)
    if len(number) != 18:
        raise Refused("id.length", have=len(number))
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise Refused("id.characters")
    birth = _birth(number)
    if birth > today:
        raise Refused("id.future", birth=birth)
    if _check_character(number[:17]) != number[17]:
        raise Refused("id.check_digit")
    return IdNumber(number, birth, is_female=int(number[16]) % 2 == 0, division=number[:6])


def _widen(number: str) -> str:
    """First-generation numbers lack the century, always the twentieth, and the check character."""
    body = f"{number[:6]}19{number[6:]}"
    return body + _check_character(body)


def _check_character(body: str) -> str:
    return _CHECKS[sum(map(mul, _WEIGHTS, map(int, body))) % 11]


def _birth(number: str) -> date:
    try:
        birth = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise Refused("id.date", text=number[6:14]) from None
    if birth.year < 1900:
        raise Refused("id.date", text=number[6:14])
    return birth


def age_on(birth: date, day: date) -> int:
    """Completed years of age on a day."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def check_working_age(birth: date, today: date) -> None:
    """A union admits workers: nobody under sixteen (劳动法 15). Raises `Refused("id.too_young")`."""
    if age_on(birth, today) < 16:
        raise Refused("id.too_young", age=age_on(birth, today))


def check_mobile(text: str) -> str:
    """A mainland mobile number of eleven digits, +86 taken off.

    Raises `Refused` with `mobile.missing`, `mobile.length` (`have`), `mobile.form`.
    """
    number = plain(text)
    number = re.sub(r"^(\+?0{0,2}86)(?=1[0-9]{10}$)", "", number)
    if not number:
        raise Refused("mobile.missing")
    if not re.fullmatch(r"[0-9]+", number):
        raise Refused("mobile.form")
    if len(number) != 11:
        raise Refused("mobile.length", have=len(number))
    if not _MOBILE.fullmatch(number):
        raise Refused("mobile.form")
    return number


#: A name, and a home of two labels at least: «zhou@example» reaches nobody (RFC 5321, without its rare quoted names).
_MAILBOX = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{2,59})",
    re.IGNORECASE,
)
_MAILBOX_MOST = 200


def check_mailbox(text: str) -> str:
    """A mailbox, wherever one is entered, without what was pasted around it. Raises `Refused` with `mailbox.form`."""
    mailbox = unicodedata.normalize("NFKC", text).strip()
    if len(mailbox) > _MAILBOX_MOST or not _MAILBOX.fullmatch(mailbox):
        raise Refused("mailbox.form")
    return mailbox


def check_name(text: str) -> str:
    """A person's name with rare characters and the middle dot, without emoji, digits or other marks.

    Raises `Refused` with `name.missing`, `name.long`, `name.character` (`character`).
    """
    seen = _UNSEEN.sub("", unicodedata.normalize("NFC", text)).translate(_DOTS)
    name = re.sub(r"\s+", " ", seen).strip()
    if re.fullmatch(r"[^A-Za-z]+", name):
        name = name.replace(" ", "")
    if not name:
        raise Refused("name.missing")
    if len(name) > 40:
        raise Refused("name.long", have=len(name))
    for character in name:
        if not (_NAME_PART.match(character) or character in "· '-"):
            raise Refused("name.character", character=character)
    if not _NAME_PART.search(name):
        raise Refused("name.missing")
    return name


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What a roster says of one person, after every check: numbers in their one form, empty if not given."""

    name: str
    number: str
    mobile: str


def mask_name(name: str) -> str:
    """The family name and a star for each other character: «王**»."""
    return name[:1] + "*" * max(1, len(name) - 1)


def mask_mobile(mobile: str) -> str:
    """Three digits, four stars, four digits: «138****1234»."""
    return f"{mobile[:3]}****{mobile[-4:]}" if len(mobile) == 11 else ""


def mask_id_tail(tail: str) -> str:
    """Fourteen stars and the last four characters."""
    return "*" * 14 + tail if tail else ""


def lock_length(failures: int, free: int = FREE_TRIES) -> timedelta | None:
    """How long a key is locked after so many failures: from the `free`-th on 2, 4, 8 … minutes, a day at most."""
    if failures < free:
        return None
    # The exponent is bounded before the power is taken: somebody will try a million times.
    return min(timedelta(minutes=2 ** min(failures - free + 1, 11)), timedelta(days=1))


def slow_length(failures: int) -> timedelta | None:
    """How long a key that only slows has to wait after so many failures: 1, 2, 4 … seconds, five minutes at most."""
    if failures < FREE_TRIES_FROM_ANYWHERE:
        return None
    return min(timedelta(seconds=2 ** min(failures - FREE_TRIES_FROM_ANYWHERE, 9)), LONGEST_SLOWING)


def check_open(locked_until: datetime | None, now: datetime) -> None:
    """Whether a key may be tried; raises `Refused("lock.closed")` (`until`) while it is locked."""
    if locked_until is not None and locked_until > now:
        raise Refused("lock.closed", until=locked_until)


def check_pause(sent: int, most: int, until: datetime, code: str) -> None:
    """Whether another code may be sent; raises `Refused(code)` (`until`) past the limit of this stretch of time."""
    if sent > most:
        raise Refused(code, until=until)


@dataclass(frozen=True, slots=True)
class CodeLimits:
    """What the lawbook says of one-time codes: how long one is good, how often tried, how many a number gets an hour.

    Packaged: five minutes, five tries, five an hour.  Whoever asks for codes all day thus gets 25 guesses an hour at
    one number, out of a million; the lawbook's bounds leave 200 at the very most.
    """

    life: timedelta
    tries: int
    per_hour: int

    @property
    def minutes(self) -> int:
        """How long a code is good, in whole minutes."""
        return int(self.life.total_seconds() // 60)


def code_answer(
    *, is_right: bool, tries: int, most_tries: int, expires_at: datetime, used: bool, now: datetime
) -> Refused | None:
    """What is to be said to a tried code, `tries` counting this one of `most_tries`; None when it is right.

    One of `code.used`, `code.dead`, `code.expired`, `code.wrong` (`left`).  Returned, not raised: the try must be
    counted whatever the answer.
    """
    if used:
        return Refused("code.used")
    if tries > most_tries:
        return Refused("code.dead")
    if now >= expires_at:
        return Refused("code.expired")
    if is_right:
        return None
    return Refused("code.wrong", left=most_tries - tries) if tries < most_tries else Refused("code.dead")


def check_code_form(text: str) -> str:
    """Six digits as typed, full-width ones too. Raises `Refused("code.form")`."""
    code = plain(text)
    if not re.fullmatch(r"[0-9]{6}", code):
        raise Refused("code.form")
    return code


def check_token_life(created: datetime, expires: datetime) -> None:
    """A program's key lasts a year at most. Raises `Refused` with `token.past` or `token.long` (`most`, days)."""
    if expires <= created:
        raise Refused("token.past")
    if expires - created > LONGEST_TOKEN:
        raise Refused("token.long", most=LONGEST_TOKEN.days)


#: Surnames read otherwise than the same character elsewhere.
_SURNAMES = {
    "单": "shan", "仇": "qiu", "曾": "zeng", "解": "xie", "区": "ou", "查": "zha", "朴": "piao", "盖": "ge",
    "翟": "zhai", "覃": "qin", "洗": "xian", "员": "yun", "贠": "yun", "乐": "yue", "折": "she", "卜": "bu",
    "缪": "miao", "黑": "he", "秘": "bi", "种": "chong", "繁": "po", "都": "du", "祭": "zhai", "不": "fou",
    "重": "chong", "召": "shao", "郇": "xun", "薄": "bo", "会": "gui", "能": "nai", "句": "gou", "阚": "kan",
}  # fmt: skip
#: Surnames of two characters, so that the first is not taken for a surname of its own.
_DOUBLE_SURNAMES = {
    "尉迟": ("yu", "chi"), "万俟": ("mo", "qi"), "单于": ("chan", "yu"), "长孙": ("zhang", "sun"),
    "澹台": ("tan", "tai"), "鲜于": ("xian", "yu"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pinyin:
    """How a name is sorted and found: the key «wangxiaoman» and the initials «wxm», in a–z and 0–9 only."""

    key: str
    initials: str


def pinyin_of(name: str) -> Pinyin:
    """The sort key and the initials of a name, surnames read as surnames; never empty, whatever the name.

    A character no dictionary knows stands as its code point («u20bb7»), so that equal names stay side by side.
    """
    has_chinese = re.search(r"[\u3400-\u9fff\U00020000-\U0003ffff]", name)
    parts = _readings(re.sub(r"[\s·'-]+", "", name)) if has_chinese else re.split(r"[\s·'-]+", name)
    kept = [_latin(part) or _code_points(part) for part in parts if part] or [_code_points(name) or "u"]
    return Pinyin("".join(kept), "".join(part[0] for part in kept))


def _readings(name: str) -> list[str]:
    double = _DOUBLE_SURNAMES.get(name[:2])
    if double and len(name) > 2:
        return [*double, *_plain_readings(name[2:])]
    single = _SURNAMES.get(name[:1])
    if single:
        return [single, *_plain_readings(name[1:])]
    return _plain_readings(name)


def _plain_readings(text: str) -> list[str]:
    # Its dictionaries take a quarter of a second and 45 MB: only programs that write names load them.
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415

    # `errors=list` leaves unknown characters one by one; the library's own annotation knows only text.
    return lazy_pinyin(text, style=Style.NORMAL, errors=list)  # type: ignore[arg-type]


def _latin(text: str) -> str:
    """Letters without their accents and digits, in lower case."""
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFD", text).lower())


def _code_points(text: str) -> str:
    return "".join(f"u{ord(character):x}" for character in text)
