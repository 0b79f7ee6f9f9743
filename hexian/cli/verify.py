"""`hx verify file.pdf`: whether a signed PDF is as it was signed; exit code 0 if so, 1 if altered, 2 where unsigned."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from django.conf import settings
from django.utils import timezone

from hexian.foundation import documents
from hexian.foundation.documents import Signed, Verdict

_SAID = {
    Verdict.WHOLE: ("没有改过：文件和签名时一字不差。", 0),
    Verdict.ALTERED: ("正文被改过：签名之后文件有改动，签名已经对不上。请不要使用，向对方要签名时的原文件。", 1),
    Verdict.UNSIGNED: ("这份 PDF 没有电子签名，看不出改没改过。请在系统里这件协商的「核对合同文件」页上传核对。", 2),
}


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def verify(file: Path) -> None:
    """核对一份签过名的 PDF：签名之后有没有改过一个字；改过的退出码为 1，没有签名的为 2。"""
    try:
        found = documents.examine_pdf(file.read_bytes(), settings.SIGN_ROOTS)
    except documents.NoPdf:
        raise click.ClickException("这个文件不是 PDF，或者太大。请选合同的 PDF 原文件（30 MB 以内）。") from None
    words, code = _SAID[found.verdict]
    click.echo(words)
    for each in found.signatures:
        click.echo(_line(each))
    sys.exit(code)


def _line(each: Signed) -> str:
    at = timezone.localtime(each.at).strftime("%Y-%m-%d %H:%M") if each.at else "时间不明"
    state = "完好" if each.is_whole else "对不上"
    trust = "" if each.is_trusted else "，签发机构不在信任名单里"
    return f"  {each.name or each.holder} · {each.reason} · {at} · 证书 {each.holder}（{state}{trust}）"
