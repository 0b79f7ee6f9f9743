"""What can go wrong, said to a person: one sentence in Chinese, the same in English, and what to do."""

import errno
import re
from pathlib import Path

FULL_DISK = (
    "磁盘空间不够：请腾出至少 1.5 GB 再运行一次，会从停下的地方接着做。",
    "The disk is too full: free at least 1.5 GB and run again; it goes on from where it stopped.",
)
NO_NETWORK = (
    "连不上网络，下载不了需要的部件：请检查网络或代理（HTTPS_PROXY），再运行一次，会从停下的地方接着做。",
    "No network, so parts cannot be downloaded: check network or proxy (HTTPS_PROXY) and run again, it goes on.",
)
OTHER_HASH = (
    "下载到的部件和锁定的指纹不一致，已拒绝安装：请换一个可信的软件源再运行一次。",
    "A downloaded part does not match its locked hash and was refused: use a trusted package index and run again.",
)
# What pip, npm and others print, most telling first.
NETWORK_WORDS = (
    "NewConnectionError Temporary.failure.in.name.resolution Name.or.service.not.known ConnectTimeout ReadTimeout"
    " ProxyError Network.is.unreachable Connection.refused No.matching.distribution.found ENOTFOUND EAI_AGAIN"
    " ECONNREFUSED ETIMEDOUT ECONNRESET ENETUNREACH ERR_SOCKET_TIMEOUT"
)
TELLING: tuple[tuple[str, tuple[str, str]], ...] = (
    (r"No space left on device|ENOSPC|Disk quota exceeded", FULL_DISK),
    (r"THESE PACKAGES DO NOT MATCH THE HASHES|EINTEGRITY", OTHER_HASH),
    ("|".join(NETWORK_WORDS.split()), NO_NETWORK),
)


class SetupError(Exception):
    """One sentence that says what is wrong and what to do, in Chinese and in English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh}\n{en}")
        self.zh = zh
        self.en = en


def of_tool(what_zh: str, what_en: str, output: str, log: Path) -> SetupError:
    """Why a program we ran failed, read from what it printed."""
    for pattern, sentences in TELLING:
        if re.search(pattern, output):
            return SetupError(*sentences)
    said = [line.strip() for line in output.splitlines() if line.strip()]
    last = said[-1][:200] if said else "?"
    return SetupError(
        f"{what_zh}没有完成（{last}）：全部输出在 {log}，改好后再运行一次，会从停下的地方接着做。",
        f"{what_en} failed ({last}): all it printed is in {log}; mend it and run again, it goes on from there.",
    )


def of_system(fault: OSError) -> SetupError:
    """Why the system refused something, with the file it was about."""
    if fault.errno in {errno.ENOSPC, errno.EDQUOT}:
        return SetupError(*FULL_DISK)
    if fault.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return SetupError(
            f"这个系统账号不能写 {fault.filename}：请换有权限的账号运行，或用 HEXIAN_HOME 指一个能写的文件夹。",
            f"This account may not write {fault.filename}: run as one that may, or name a folder with HEXIAN_HOME.",
        )
    return SetupError(
        f"系统拒绝了一步操作（{fault.strerror}：{fault.filename}）：请处理后再运行一次，会从停下的地方接着做。",
        f"The system refused a step ({fault.strerror}: {fault.filename}): mend it and run again.",
    )
