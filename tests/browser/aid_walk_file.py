"""The settlement file of the story: one row that is decided, one nobody can read, one of somebody unknown."""

from __future__ import annotations

HEAD = (
    "setl_id", "certno", "psn_name", "med_type", "fixmedins_name", "adm_date", "dscg_date", "medfee_sumamt",
    "preselfpay_amt", "inscp_scp_amt", "fund_pay_sumamt", "refd_setl_flag",
)  # fmt: skip


def rows_of(today: str) -> bytes:
    """As the bureau writes it."""
    known = ("330108199003070025", "王小满", "住院", "萧滨区第一医院（演示）", today)
    rows = (
        ("S1", *known, today, "18000.00", "0.00", "18000.00", "15492.00", "0"),
        ("S2", *known, "明天", "18000.00", "0.00", "18000.00", "15492.00", "0"),
        ("S3", "330108199103070022", *known[1:], today, "900.00", "0.00", "900.00", "500.00", "0"),
    )
    return "\n".join([",".join(HEAD), *(",".join(row) for row in rows), ""]).encode()
