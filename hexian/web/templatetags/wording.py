"""How dates, spans and sums are said in the house style: `6 月 17 日 周三 18:00`, `剩 5 小时 10 分`, `1.2 万元`.

Plain Python, so that the same words can be checked without a page. Times come in as aware datetimes and are said in
Asia/Shanghai; sums come in as whole fen.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEEKDAYS = "一二三四五六日"
YI = 100_000_000
WAN = 10_000


def local(moment: datetime) -> datetime:
    """The same moment on a clock in Shanghai."""
    return moment.astimezone(SHANGHAI)


def day_words(day: date, today: date) -> str:
    """`6 月 17 日 周三`, with the year when it is not this one."""
    year = "" if day.year == today.year else f"{day.year} 年 "
    return f"{year}{day.month} 月 {day.day} 日 周{WEEKDAYS[day.weekday()]}"


def moment_words(moment: datetime, now: datetime) -> str:
    """`6 月 17 日 周三 18:00`."""
    there = local(moment)
    return f"{day_words(there.date(), local(now).date())} {there:%H:%M}"


def near_words(moment: datetime, now: datetime) -> str:
    """`今天 19:50`, `明天 09:00`, `周五 12:00` within the coming week, otherwise the full date."""
    there = local(moment)
    days = (there.date() - local(now).date()).days
    named = {-1: "昨天", 0: "今天", 1: "明天", 2: "后天"}.get(days)
    if named is None and 2 < days < 7:
        named = f"周{WEEKDAYS[there.weekday()]}"
    return f"{named} {there:%H:%M}" if named else moment_words(moment, now)


def due_words(due: datetime, now: datetime) -> str:
    """A deadline: as `near_words`, but midnight ends the day before it: `今天 24:00`, never `明天 00:00`."""
    there = local(due)
    if there.hour or there.minute:
        return near_words(due, now)
    return f"{near_words(due - timedelta(minutes=1), now).rsplit(' ', 1)[0]} 24:00"


def ago_words(moment: datetime, now: datetime) -> str:
    """`刚刚`, `3 分钟前`, `2 小时前` on the same day, otherwise the near or full date."""
    minutes = int((now - moment).total_seconds() // 60)
    if minutes < 0 or local(moment).date() != local(now).date():
        return near_words(moment, now)
    if minutes < 1:
        return "刚刚"
    return f"{minutes} 分钟前" if minutes < 60 else f"{minutes // 60} 小时前"


def span_words(span: timedelta) -> str:
    """The two largest units of a span: `1 天 4 小时`, `5 小时 10 分`, `52 分`; never less than one minute."""
    minutes = max(1, int(abs(span).total_seconds() // 60))
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    if days:
        return f"{days} 天 {hours} 小时" if hours else f"{days} 天"
    if hours:
        return f"{hours} 小时 {minutes} 分" if minutes else f"{hours} 小时"
    return f"{minutes} 分"


def left_words(due: datetime, now: datetime) -> str:
    """`剩 5 小时 10 分` before the deadline, `已超期 1 天 4 小时` after it."""
    return f"{'剩' if due > now else '已超期'} {span_words(due - now)}"


def urgency(due: datetime, now: datetime) -> str:
    """`ok` with more than 24 hours left, `warn` up to 24 hours, `bad` up to 2 hours or over."""
    left = due - now
    if left <= timedelta(hours=2):
        return "bad"
    return "warn" if left <= timedelta(hours=24) else "ok"


def yuan_words(fen: int) -> str:
    """`640 元`, `2,310.50 元`; from ten thousand yuan on `1.2 万元`, but only when nothing is lost by it.

    Unit: whole fen.
    """
    sign, rest = ("−", -fen) if fen < 0 else ("", fen)
    yuan, cents = divmod(rest, 100)
    for size, unit in ((YI, "亿元"), (WAN, "万元")):
        # One decimal of the larger unit must hold the whole sum; a rounded sum of money would be a wrong one.
        if yuan >= size and not cents and yuan % (size // 10) == 0:
            whole, tenth = divmod(yuan // (size // 10), 10)
            return f"{sign}{whole:,}{f'.{tenth}' if tenth else ''} {unit}"
    return f"{sign}{yuan:,}{f'.{cents:02d}' if cents else ''} 元"


def count_words(number: int) -> str:
    """`12,480`, with the true minus sign."""
    return f"{number:,}".replace("-", "−")
