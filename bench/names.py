"""Identity numbers of nobody; three thousand plainly invented names: solar terms and virtues behind family names."""

from __future__ import annotations

from datetime import date, timedelta

FAMILIES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
_GIVEN = """
    立春 雨水 惊蛰 春分 清明 谷雨 立夏 小满 芒种 夏至 小暑 大暑
    立秋 处暑 白露 秋分 寒露 霜降 立冬 小雪 大雪 冬至 小寒 大寒
    知夏 和风 晴川 明月 长河 望舒 清晏 安澜 致远 思齐 若谷 向阳 守正 听雨 临风 观海 怀瑾 行舟
    远山 星野 云帆 松涛 竹影 稻香 麦浪 桂子 荷风 兰舟 青禾 初晴 晚照 朝晖 𠮷祥 岸 溪 岚
"""
GIVEN = tuple(_GIVEN.split())

#: Every family name with every given name: 50 × 60.
NAMES = tuple(family + given for family in FAMILIES for given in GIVEN)

#: Birthdays between 1966 and 2002, in an order in which neighbours are far apart.
_DAYS = 13_500
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def id_number(serial: int) -> str:
    """A well-formed number of nobody; the first 13.5 million differ."""
    birth = date(1966, 1, 1) + timedelta(days=serial * 7919 % _DAYS)
    body = f"330108{birth:%Y%m%d}{serial // _DAYS % 1000:03}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return body + _CHECKS[total % 11]
