"""The sentences for what this room refuses, and the words for kinds of file."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hexian.foundation.actor import Refused
from hexian.foundation.attachments.rules import Kind

KINDS: dict[str, Promise] = {
    Kind.JPEG: _("照片（JPG）"),
    Kind.PNG: _("图片（PNG）"),
    Kind.WEBP: _("图片（WebP）"),
    Kind.PDF: _("PDF 文件"),
    Kind.XLSX: _("不带宏的 Excel 表格（xlsx）"),
    Kind.XLS: _("旧版 Excel 表格（xls）"),
    Kind.CSV: _("CSV 表格"),
    Kind.PARQUET: _("Parquet 文件"),
    Kind.JSON_LINES: _("JSON lines 文件"),
    Kind.ZIP: _("压缩包（ZIP）"),
}

SENTENCES: dict[str, Promise] = {
    "attachments.empty": _("这个文件是空的。请重新选一个文件。"),
    "attachments.too_large": _("文件超过 %(megabytes)s MB，没有收下。请压缩一下，或者分成几个文件再传。"),
    "attachments.unknown_kind": _("这种文件收不了。这里收的是%(kinds)s。请换一个文件。"),
    "attachments.heic": _(
        "这是苹果手机的 HEIC 照片，别的机器打不开，没有收下。请在手机「设置 → 相机 → 格式」里选「兼容性最佳」再拍一张，"
        "或者转成 JPG 再传。"
    ),
    "attachments.wrong_kind": _("这里收的是%(kinds)s。请换一个文件。"),
    "attachments.photo_too_big": _("照片超过 %(megapixels)s 百万像素，打不开。请把照片缩小后再传。"),
    "attachments.photo_broken": _("照片打不开，可能没有传完整。请重新拍一张，或者换一张再传。"),
    "attachments.disk_full": _(
        "文件没有存下：服务器的磁盘写不进去。已填的内容都在；请告诉管理员，腾出空间后再传一次。"
    ),
    "attachments.gone": _("这个文件已经不在了。请刷新页面。"),
    "attachments.lost": _("这个文件的内容找不到了。请管理员运行 hx doctor 查看，并从备份中找回。"),
}


def of(refusal: Refused) -> str:
    """The sentence for a refusal of this room, kinds of file in words."""
    params = dict(refusal.params)
    names = params.get("kinds")
    if isinstance(names, tuple):
        words = kinds(names)
        # Between Chinese and Latin words stands a space.
        params["kinds"] = f" {words}" if words[:1].isascii() else words
    return str(SENTENCES[refusal.code]) % params


def kinds(names: tuple[str, ...]) -> str:
    """Kinds of file in a row of words."""
    return "、".join(str(KINDS[name]) for name in names)
