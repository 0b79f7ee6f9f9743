"""The sentences for what this room refuses."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hexian.foundation.actor.refusals import Refused

REFUSALS: dict[str, Promise] = {
    "crypto.destroyed": _("这项内容已按本人的要求永久销毁，谁也打不开了。需要的话，请本人重新填写。"),
    "crypto.unknown_subject": _("这项内容找不到对应的人，打不开。请管理员运行 hx doctor 查看原因。"),
    "crypto.altered": _("这项内容被改动过，或者不属于这个人，打不开。请管理员运行 hx doctor 查看，并从备份中找回。"),
    "crypto.key_missing": _(
        "这项内容打不开：密钥文件夹里没有编号 %(key_id)s 的密钥。请管理员把密钥副本中的这个文件放回去。"
    ),
    "crypto.keys_lost": _(
        "密钥文件夹 %(folder)s 里少了这个数据库用过的密钥：%(key_ids)s。没有它们，身份证号等加密内容打不开。"
        "请把密钥副本放回这个文件夹，再重新启动；在此之前不要录入新数据。"
    ),
    "crypto.rotation_running": _("另一个进程正在更换密钥。请等它做完；它若已中断，再运行一次就会接着做。"),
    "crypto.rotation_waits": _(
        "还有 %(count)s 个操作是在换密钥之前开始的，没有结束。已换好的不会丢；"
        "等它们结束后再运行 hx keys rotate，会接着做。"
    ),
    "crypto.rotation_unfinished": _("新密钥还没有换完，旧密钥不能退役。请先运行 hx keys rotate，做完后再退役。"),
    "crypto.key_in_use": _(
        "密钥 %(key_id)s 还封着 %(count)s 项内容（%(column)s），不能退役。请先运行 hx keys rotate。"
    ),
}


def of(refusal: Refused) -> str:
    """The sentence for a refusal of this room."""
    return str(REFUSALS[refusal.code]) % refusal.params
