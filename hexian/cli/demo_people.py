"""Who plays in the demo. Every name is a solar term, a season or a virtue: nobody is meant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

PASSWORD = "hexian-demo-2026"  # noqa: S105 - demo accounts exist only with demo data, and are printed at start

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True)
class Account:
    """An officer of the story; `admits` is the union whose committee she brings names before."""

    name: str
    mobile: str
    body: str
    role: str
    title: str
    note: str = "动态码在「演示短信」里"
    admits: str = ""


STAFF = (
    Account("周立春", "13800000001", "city", "admin", "系统管理员"),
    Account("沈雨水", "13800000002", "city", "viewer", "市总工会查看员"),
    Account("李敏", "13800000003", "street", "chair", "长河街道总工会主席", admits="riders"),
    Account("何清明", "13800000004", "firm", "chair", "和畅电子工会主席", admits="firm"),
    Account("叶小满", "13800000008", "firm", "chair", "和畅电子工会副主席"),
    Account("孙惊蛰", "13800000006", "employer", "employer", "和畅电子总经理"),
    Account("唐立夏", "13800000007", "bureau", "examiner", "滨江区人社局审查员"),
    Account("陆谷雨", "13800000005", "district", "auditor", "区总工会审计员"),
)

WORK = ("装配工", "检验员", "仓储管理", "设备维修", "质量管理", "行政文员", "软件测试", "叉车司机")

_FAMILIES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
_GIVEN = (
    "小满", "知夏", "立秋", "白露", "寒露", "霜降", "小雪", "冬至", "大寒", "惊蛰",
    "春分", "芒种", "夏至", "处暑", "秋分", "立冬", "小寒", "𠮷祥", "和风", "晴川",
    "明月", "长河", "望舒", "清晏", "安澜", "致远", "思齐", "若谷", "向阳", "守正",
)  # fmt: skip

#: Sixty names; 𠮷 is among them because rare characters must work everywhere.
NAMES = tuple(f"{_FAMILIES[place % len(_FAMILIES)]}{_GIVEN[place % len(_GIVEN)]}" for place in range(60))


def id_number(seed: int) -> str:
    """A well-formed number of nobody: a birthday between 1966 and 2003, a running number, its check character."""
    birth = date(1966, 1, 1) + timedelta(days=(seed * 7919) % 13_500)
    body = f"330108{birth:%Y%m%d}{seed % 1000:03}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]


#: Birthdays between 1966 and 2002, in an order in which neighbours are far apart.
_DAYS = 13_500


def number_of_nobody(serial: int) -> str:
    """A well-formed number of nobody; the first 13.5 million differ."""
    birth = date(1966, 1, 1) + timedelta(days=serial * 7919 % _DAYS)
    body = f"330108{birth:%Y%m%d}{serial // _DAYS % 1000:03}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]


def name_of_nobody(serial: int) -> str:
    """One of fifteen hundred names made like those of the story; neighbours differ."""
    return f"{_FAMILIES[serial % len(_FAMILIES)]}{_GIVEN[serial // len(_FAMILIES) % len(_GIVEN)]}"
