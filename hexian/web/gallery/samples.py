"""Invented people, unions and moments that fill the gallery. Nothing here comes from a database."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django import forms

NOW = datetime(2026, 6, 17, 6, 40, tzinfo=UTC)  # 14:40 on a Wednesday in Shanghai


@dataclass(frozen=True)
class Office:
    """An office as the shells show it."""

    org_name: str
    title: str
    office_id: int = 1


OFFICES = (Office("长河街道总工会", "工会劳动法律监督员"), Office("和畅电子（演示）工会", "组织委员", 2))


@dataclass(frozen=True)
class Person:
    """Whoever is shown as signed in."""

    name: str = "李敏"
    now: datetime = NOW
    acting: Office = OFFICES[0]

    @property
    def held(self) -> tuple[Office, ...]:
        """The office she acts as."""
        return (self.acting,)

    @property
    def offices(self) -> tuple[Office, ...]:
        """All her offices."""
        return OFFICES


@dataclass(frozen=True)
class Deadline:
    """A running, paused or finished clock."""

    due_at: datetime
    paused: bool | str = False
    done: bool = False
    started_at: datetime | None = None


def _due(hours: float, share: int) -> Deadline:
    due = NOW + timedelta(hours=hours)
    return Deadline(due, started_at=NOW - abs(due - NOW) * share / (100 - share) if share < 100 else None)


DEADLINES = {
    "over": _due(-28, 100),
    "hour": _due(1.87, 94),
    "half": _due(5.17, 78),
    "nine": _due(18.4, 70),
    "day": _due(30, 52),
    "days": _due(48, 40),
    "paused": Deadline(NOW + timedelta(days=9), paused="等仲裁"),
    "done": Deadline(NOW, done=True),
}


@dataclass(frozen=True)
class Case:
    """One row of the desk's list."""

    number: str
    title: str
    where: str
    kind: str
    state: tuple[str, str]
    who: tuple[str, str]
    due: Deadline
    marks: tuple[tuple[str, str, str], ...] = ()
    picked: bool = False
    act: str = "办理"


CASES = [
    Case(
        "QS-2026-03817",
        "停工 3 天未发生活费，12 人",
        "蓝湾物流（演示） · 快递分拣",
        "欠薪",
        ("info", "协调中"),
        ("李敏", "union"),
        DEADLINES["over"],
        (("solid-bad", "群体", "urgent"),),
        picked=True,
    ),
    Case(
        "QS-2026-03902",
        "夜班调岗，要求恢复原岗",
        "和畅电子（演示）",
        "调岗",
        ("warn", "待受理"),
        ("", ""),
        DEADLINES["hour"],
        (("violet", "女职工", ""),),
        picked=True,
        act="分派",
    ),
    Case(
        "QS-2026-03885",
        "5 月加班费少发 640 元",
        "和畅电子（演示） · 装配一线",
        "加班费",
        ("info", "协调中"),
        ("李敏", "union"),
        DEADLINES["half"],
        picked=True,
    ),
    Case(
        "QS-2026-03879",
        "试用期第 40 天被口头辞退",
        "云栖餐饮（演示） · 前厅",
        "解除合同",
        ("warn", "待补材料"),
        ("赵国强", "worker"),
        DEADLINES["nine"],
    ),
    Case(
        "QS-2026-03866",
        "骑手工伤认定，平台不配合出证明",
        "迅达配送（演示） · 钱塘站",
        "工伤",
        ("info", "调解中"),
        ("周洁（律师）", "lawyer"),
        DEADLINES["day"],
        (("teal", "新就业", ""),),
    ),
    Case(
        "QS-2026-03851",
        "车间温度 36℃，要求发高温津贴",
        "东海纺织（演示） · 印染",
        "劳动安全",
        ("info", "协商中"),
        ("李敏", "union"),
        DEADLINES["days"],
        (("gold", "匿名", "lock"),),
    ),
    Case(
        "QS-2026-03790",
        "补缴 2024 年社保 8 个月",
        "新港机械（演示）",
        "社保",
        ("violet", "仲裁中"),
        ("周洁（律师）", "lawyer"),
        DEADLINES["paused"],
    ),
    Case(
        "QS-2026-03772",
        "离职证明拖延不开",
        "云栖餐饮（演示） · 后厨",
        "证明",
        ("ok", "待评价"),
        ("李敏", "union"),
        DEADLINES["done"],
    ),
]

KPIS = [
    {"label": "本周到期", "value": "23", "note": "较上周 −4", "url": "#"},
    {"label": "2 小时内到期", "value": "2", "note": "需先处理", "url": "#", "current": True},
    {"label": "已超期", "value": "1", "note": "最长 1 天 4 小时", "url": "#"},
    {"label": "平均首次响应", "value": "38", "unit": "分钟", "note": "目标 2 小时内，达标", "url": "#"},
    {"label": "职工满意度", "value": "96.2", "unit": "%", "note": "近 30 天 412 份评价", "url": "#"},
]
VIEWS = [
    {"label": "快到期", "url": "#", "count": 23, "current": True},
    {"label": "我经办", "url": "#", "count": 12},
    {"label": "未分派", "url": "#", "count": 4},
    {"label": "全部", "url": "#", "count": 86},
]
ENTRIES = [
    {"text": "决议通过，成为会员", "at": NOW, "who": "李敏 · 长河街道总工会组织委员", "kind": "now"},
    {"text": "看了联系方式", "at": NOW - timedelta(hours=3), "who": "赵国强 · 因「会员资料更正」"},
    {"text": "申请被退回", "at": NOW - timedelta(days=2), "note": "姓名与身份证号不符，已补正", "kind": "bad"},
    {"text": "交了入会申请", "at": NOW - timedelta(days=400), "who": "本人 · 扫海报", "kind": "ok"},
]
FACTS = [
    ("姓名", "王小满"),
    ("工作", "装配工 · 和畅电子（演示）二号楼三层东侧生产线，夜班，与白班每两周轮换一次"),
    ("入会", "2023 年 3 月 1 日"),
]
MESSAGES = [
    {"to": "138 0000 1234", "text": "【和弦】验证码 482913，5 分钟内有效。工会不会向您要验证码。", "at": NOW},
    {
        "to": "138 0000 1234",
        "text": "【和弦】申请已收到，李敏周五 18:00 前答复。",
        "at": NOW - timedelta(hours=26),
    },
]
NOTICES = [
    {
        "title": "您的入会申请已通过",
        "text": "会员证已经可以出示",
        "at": NOW - timedelta(minutes=3),
        "url": "#",
        "read": False,
        "icon": "id-badge-2",
        "tint": "c-red",
    },
    {
        "title": "李敏看了您的联系方式",
        "text": "因「会员资料更正」",
        "at": NOW - timedelta(days=1),
        "url": "#",
        "read": True,
        "icon": "eye",
        "tint": "c-blue",
    },
]
SERVICES = [
    ("speakerphone", "c-red", "说诉求"),
    ("scale", "c-blue", "法律援助"),
    ("coin-yuan", "c-orange", "算工资"),
    ("users-group", "c-violet", "协商进展"),
    ("heart-handshake", "c-green", "困难帮扶"),
    ("coffee", "c-teal", "附近驿站"),
    ("gift", "c-gold", "会员福利"),
    ("layout-dashboard", "c-ink", "全部服务"),
]
STATIONS = [
    ("长河街道户外驿站", "营业中", "步行约 7 分钟 · 390 米", "热水 · 充电 · 空调"),
    ("滨江广场骑手之家", "营业中", "步行约 9 分钟 · 550 米", "换电 · 休息 · 母婴室"),
    ("金沙湖地铁站驿站", "18:00 后开", "步行约 14 分钟 · 860 米", "热水 · 急救箱"),
]


def _nav(label: str, icon: str, count: int = 0, **marks: bool) -> dict[str, object]:
    return {"label": label, "icon": icon, "url": "#", "count": count, **marks}


NAV = [
    {"title": "", "items": [_nav("待我处理", "inbox", 12, hot=True), _nav("工作台", "layout-dashboard")]},
    {
        "title": "维权服务",
        "items": [
            _nav("诉求与案件", "clipboard-list", 86, current=True),
            _nav("集体协商", "users-group", 7),
            _nav("提示函 · 意见书", "file-text", 3),
            _nav("帮扶救助", "heart-handshake"),
        ],
    },
    {
        "title": "组织建设",
        "items": [_nav("基层工会", "building-community"), _nav("会员", "users"), _nav("服务驿站", "map-pin")],
    },
    {"title": "分析", "items": [_nav("统计报表", "chart-bar"), _nav("一屏掌控", "maximize")]},
]
NAV_FOOT = [_nav("帮助与培训", "help-circle"), _nav("设置", "settings")]
TABS = [
    {"label": "首页", "icon": "home", "url": "#", "current": True},
    {"label": "我的事", "icon": "clipboard-list", "url": "#", "count": 2},
    {"label": "我要说", "icon": "microphone", "url": "#", "fab": True},
    {"label": "服务", "icon": "building-store", "url": "#"},
    {"label": "我的", "icon": "user", "url": "#"},
]


class SampleForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label="姓名", help_text="和身份证上一样，有点的名字也照写，例如「买买提·艾力」")
    number = forms.CharField(
        label="身份证号",
        help_text="只有工会能看到，页面上会遮住中间几位",
        min_length=18,
        error_messages={"min_length": "身份证号要 18 位，现在是 %(show_value)d 位"},
    )
    mobile = forms.CharField(
        label="手机号",
        min_length=11,
        error_messages={"min_length": "手机号要 11 位，现在是 %(show_value)d 位"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "tel"}),
    )
    code = forms.CharField(
        label="短信验证码", widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"})
    )
    work = forms.ChoiceField(
        label="做什么工作",
        choices=[("", "请选"), ("a", "装配、加工"), ("b", "骑手、快递"), ("c", "司机"), ("d", "其他")],
    )
    tie = forms.ChoiceField(
        label="和单位的关系",
        choices=[("a", "签了劳动合同"), ("b", "劳务派遣"), ("c", "平台接单，没有单位")],
        widget=forms.RadioSelect,
    )
    wants = forms.MultipleChoiceField(
        label="想参加什么",
        required=False,
        choices=[("a", "技能培训"), ("b", "读书会"), ("c", "篮球"), ("d", "亲子活动")],
        widget=forms.CheckboxSelectMultiple,
    )
    story = forms.CharField(label="还想说什么", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    photo = forms.FileField(
        label="工牌或工资条照片",
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*", "data-most-mb": 10}),
        help_text="看得清姓名和单位就行，10 MB 以内",
    )
    union = forms.CharField(label="申请加入", disabled=True, required=False, initial="和畅电子（演示）工会")
    agree = forms.BooleanField(label="我自愿加入工会，同意工会按「说明」使用我填的信息")


BAD = {"name": "", "number": "33010819900101", "mobile": "1380013800", "code": "", "work": "", "story": "夜班排得太密"}


def blank_form(auto_id: str = "id_%s") -> SampleForm:
    """The form as one meets it; with other ids where it stands beside a second one."""
    return SampleForm(auto_id=auto_id)


def refused_form() -> SampleForm:
    """The form after it was refused, with an error on most fields and one on the whole."""
    form = SampleForm(BAD)
    form.is_valid()
    form.add_error(None, "这张身份证已有一份申请在审，不用再交。")
    return form
