"""Papers of an invented bargaining, filled in whole; every name is invented."""

from __future__ import annotations

from typing import Any

from hexian.foundation.documents import compared

EMPLOYER = "杭州和畅电子有限公司（演示）"
UNION = "杭州和畅电子有限公司工会委员会（演示）"
CONTRACT_NAME = "2026年度工资专项集体合同"
AUTHORITY = "滨江区人力资源和社会保障局（演示）"
PEOPLE = ("王小满", "李知夏", "陈立秋", "赵清和", "周望舒", "吴景行")
POSTS = ("装配车间·操作工", "品质部·检验员", "工会·主席", "设备部·技师", "仓储部·班长")
PAPERS = ("上年度资产负债表", "上年度利润表", "上年度现金流量表", "上年度职工工资总额和人均工资", "履约情况报告")
PASSED = {"held_on": "2026年6月12日", "due": 54, "present": 50, "votes_for": 47}


def delegates(count: int) -> list[dict[str, Any]]:
    """So many delegates, the first of them chief."""
    return [
        {
            "name": PEOPLE[index % 6],
            "sex": "女" if index % 2 else "男",
            "work": POSTS[index % 5],
            "remark": "" if index else "首席代表",
        }
        for index in range(count)
    ]


def registered(count: int) -> list[dict[str, Any]]:
    """So many lines of the register, half of them for each side."""
    return [
        {
            "side": "职工方" if index < count / 2 else "企业方", "name": PEOPLE[index % 6], "sex": "女", "age": "36",
            "work": POSTS[index % 5], "manner": "职代会选举", "chosen_on": "2026年4月20日", "present": "50",
            "votes": "48",
            "chief": index == 0, "groups": ["女", "派遣"], "external": index == 1,
            "authorised_by": "和畅委〔2026〕1号",
            "phone": "139****0000",
        }
        for index in range(count)
    ]  # fmt: skip


MATERIALS = [
    {"name": name, "number": f"Z{index}", "pages": "4", "form": "复印件", "grade": "保密", "due": "2026年5月7日"}
    for index, name in enumerate(PAPERS, 1)
]
SUSPENSION = {
    "since": "2026年5月20日", "until": "2026年6月3日", "days": 15, "total_days": 15, "limit_days": 30,
    "reason": "企业方需要核算上年度各岗位工资数据", "next_at": "2026年6月4日14时", "next_place": "公司三楼会议室",
    "next_topics": ["年度工资增长幅度", "一线职工增幅"],
}  # fmt: skip
OFFER: dict[str, Any] = {
    "side": "workers", "subject": "工资", "number": "和畅工〔2026〕3号", "to": EMPLOYER, "sender": UNION,
    "basis": ["《浙江省集体合同条例》第七条", "《杭州市企业工资集体协商条例》第二十四条"],
    "first_at": "2026年5月18日14时", "place": "公司三楼会议室", "latest": "2026年6月26日",
    "topics": [{"text": "工资支付办法", "chosen": True}, {"text": "劳动定额与计件单价"}],
    "workers_count": 5, "employer_count": 5, "count_rule": "规模以上企业每方不少于五名。",
    "delegates": delegates(5), "materials_by": "2026年5月7日", "reply_within": "十个工作日",
    "reply_due": "2026年5月15日", "contact": "李知夏", "phone": "0571-0000 0000", "signed_on": "2026年4月28日",
    "dated": "2026-04-28",
}  # fmt: skip
CONTRACT: dict[str, Any] = {
    "kind": "wage", "number": "和畅集合〔2026〕1号", "version": "第三稿", "employer": EMPLOYER,
    "uscc": "91330108MA2XXXXX0X", "address": "杭州市滨江区长河街道江南大道0000号", "ownership": "有限责任公司",
    "legal_representative": "赵清和", "staff": 350, "union": UNION, "union_chair": "王小满",
    "employer_chief": {"name": "赵清和", "post": "总经理"}, "workers_chief": {"name": "王小满", "post": "工会主席"},
    "employer_count": 5, "workers_count": 5, "term_from": "2026年7月1日", "term_until": "2027年6月30日",
    "signed_on": "2026年6月18日", "congress": PASSED, "dated": "2026-06-18",
    "copies": "本合同一式八份：甲乙双方各执一份，报送人力资源社会保障部门五份，报上一级工会一份。",
    "chapters": [
        {"title": "总则", "articles": [{"text": "本合同适用于甲方全体职工，包括被派遣劳动者。"}]},
        {"title": "工资水平与调整", "articles": [
            {"title": "年度增长", "text": "本年度职工工资总额比上年度增长6.5%。", "items": ["一线职工不低于7%；",
            "其他岗位不低于5%。"],
             "more": ["调整自2026年7月1日起执行。"]},
            {"text": "企业最低工资为每月2,900.00元（贰仟玖佰元整）。\n学徒期内不低于该标准。"},
        ]},
    ],
    "annexes": [{
        "title": "岗位工资表", "unit": "元／月，税前", "note": "标准不含加班工资和津贴。",
        "columns": [{"title": "岗位"}, {"title": "标准", "kind": "yuan", "capitals": True, "width": 1.6},
                    {"title": "增幅", "kind": "percent"}, {"title": "执行日期", "kind": "date"}],
        "rows": [["装配一级", 420_000, 650, "2026-07-01"], ["装配二级", 450_050, 700, None]],
    }],
}  # fmt: skip

FULL: dict[str, dict[str, Any]] = {
    "bargaining-offer": OFFER,
    "bargaining-reply": {
        "side": "employer", "subject": "工资", "number": "和畅函〔2026〕5号", "to": UNION, "sender": EMPLOYER,
        "offer_number": "和畅工〔2026〕3号", "received_on": "2026年4月28日", "agrees": False,
        "first_at": "2026年5月20日14时", "place": "公司二楼会议室", "added": ["高温岗位津贴"],
        "opinions": ["年度工资调整幅度应当结合一季度经营情况商定。"], "delegates": delegates(5),
        "materials": MATERIALS,
        "contact": "周望舒", "phone": "0571-0000 0001", "signed_on": "2026年5月8日",
    },
    "delivery-receipt": {
        "issuer": "和畅电子工会（演示）", "document": "工资集体协商要约书（和畅工〔2026〕3号）", "copies": "1",
        "receiver": EMPLOYER, "place": "公司行政部", "method": "electronic", "agreement": "电子签名使用约定",
        "received_at": "2026年4月28日10时12分", "received_by": "周望舒", "servers": ["李知夏", "陈立秋"],
        "record": ["2026年4月28日10:02 系统发出。", "10:12 收件人打开并确认收到。"],
    },
    "delegate-register": {
        "employer": EMPLOYER, "subject": "工资", "term": "与集体合同期限相同", "external_limit": "三分之一",
        "delegates": registered(10),
        "registered_on": "2026年4月27日",
    },
    "delegate-notice": {
        "employer": EMPLOYER, "union": UNION, "subject": "工资", "meeting": "第三届第二次职工代表大会",
        "held_on": "2026年4月20日", "due": "54", "present": "50", "delegates": registered(5),
        "shown_from": "2026年4月21日", "shown_until": "2026年4月27日", "receiver": "李知夏",
        "phone": "0571-0000 0000",
        "basis": "《杭州市企业工资集体协商条例》第十八条", "signed_on": "2026年4月21日",
    },
    "delegate-replacement": {
        "side": "workers", "number": "和畅工〔2026〕6号", "to": EMPLOYER, "sender": UNION, "subject": "工资",
        "leaving": "陈立秋", "left_on": "2026年5月10日", "reason": "工作调动",
        "successor": {"name": "吴景行", "sex": "男", "work": "设备部·技师"}, "manner": "职代会选举",
        "chosen_on": "2026年5月12日", "basis": "《浙江省集体合同条例》第十三条", "signed_on": "2026年5月12日",
    },
    "authorisation": {
        "side": "employer", "unit": EMPLOYER, "subject": "工资", "number": "和畅委〔2026〕2号",
        "principal": {"name": "赵清和", "id_masked": "3301**********1230", "post": "法定代表人",
        "phone": "139****0000"},
        "agent": {"name": "周望舒", "id_masked": "3301**********123X", "post": "副总经理", "phone": "139****0001"},
        "powers": [{"text": "参加协商会议", "chosen": True}, {"text": "在集体合同上签字"}],
        "valid_from": "2026年5月1日", "valid_until": "2026年7月31日",
        "basis": "《杭州市企业工资集体协商条例》第十八条", "signed_on": "2026年5月1日",
    },
    "confidentiality": {
        "to": EMPLOYER, "name": "李知夏", "capacity": "职工方协商代表", "subject": "工资", "materials": ["Z1", "Z2"],
        "until": "2028年6月30日", "return_by": "2026年7月15日", "basis": "《杭州市企业工资集体协商条例》第二十一条",
        "accepted": "2026年5月8日09:31 在系统内阅读并确认。", "signed_on": "2026年5月8日",
    },
    "meeting-notice": {
        "side": "employer", "number": "和畅函〔2026〕6号", "to": UNION, "sender": EMPLOYER, "subject": "工资",
        "nth": 1,
        "at": "2026年5月20日14时", "place": "公司二楼会议室", "convener": "企业方首席代表赵清和",
        "topics": ["工资支付办法"], "delegates": delegates(5), "materials": MATERIALS, "notice_due": "2026年5月12日",
        "basis": "《浙江省集体合同条例》第十六条", "contact": "周望舒", "phone": "0571-0000 0001",
        "signed_on": "2026年5月8日",
    },
    "bargaining-minutes": {
        "employer": EMPLOYER, "union": UNION, "subject": "工资", "nth": 2, "number": "和畅协〔2026〕2号",
        "began_at": "2026年5月20日14时", "ended_at": "16时30分", "place": "公司二楼会议室",
        "convener_side": "workers", "convener": "王小满", "last_convener": "企业方　赵清和",
        "recorder": "吴景行", "recorder_post": "行政部文员",
        "employer_present": [{"name": name, "role": "代表"} for name in PEOPLE[:5]],
        "workers_present": [{"name": name, "role": "代表"} for name in PEOPLE[:5]],
        "observers": [{"name": "李敏", "role": "协商指导员"}], "last_time": ["企业方已补充提供人均工资数据。"],
        "items": [
            {"title": "年度工资增长幅度", "employer": "提出增长4%。", "workers": "建议增长8%。",
            "data": "利润表（Z2）",
             "result": "open", "note": "下次继续协商"},
            {"title": "发薪日", "employer": "每月15日。", "workers": "同意。", "data": "现行做法",
            "result": "agreed"},
        ],
        "agreed": ["每月15日发放上一自然月工资。"], "suspension": SUSPENSION, "signed_on": "2026年5月20日",
    },
    "suspension-agreement": {
        "employer": EMPLOYER, "union": UNION, "subject": "工资", "number": "和畅协〔2026〕3号",
        "suspension": SUSPENSION, "open_topics": ["年度工资增长幅度"],
        "rule": "《杭州市企业工资集体协商条例》第二十七条", "complete_by": "2026年6月27日",
        "signed_on": "2026年5月20日",
    },
    "materials-list": {
        "giver": EMPLOYER, "receiver": UNION, "subject": "工资", "number": "和畅资〔2026〕1号",
        "materials": MATERIALS,
        "requested_on": "2026年4月28日", "given_on": "2026年5月7日",
    },
    "esignature-agreement": {
        "employer": EMPLOYER, "union": UNION, "subject": "工资", "number": "和畅协〔2026〕1号",
        "employer_address": "系统账号甲", "workers_address": "系统账号乙", "valid_until": "2027年6月30日",
        "signed_on": "2026年4月20日",
    },
    "collective-contract": CONTRACT,
    "contract-comparison": {
        "employer": EMPLOYER, "former_version": "第二稿", "new_version": "第三稿", "printed_on": "2026年6月5日",
        "rows": [
            compared("第九条", "工资总额增长5%，自7月1日起执行。", "工资总额增长6.5%，自7月1日起执行。"),
            compared("第二十条", "", "高温岗位职工每月发放津贴300元。"),
        ],
    },
    "filing-register": {
        "authority": AUTHORITY, "number": "2026-0001", "employer": EMPLOYER, "uscc": "91330108MA2XXXXX0X",
        "ownership": "有限责任公司", "address": "杭州市滨江区长河街道江南大道0000号", "scaled": True, "staff": "350",
        "contract": CONTRACT_NAME, "term": "2026年7月1日至2027年6月30日", "employer_chief": "赵清和（总经理）",
        "employer_phone": "139****0000", "workers_chief": "王小满（工会主席）", "workers_phone": "139****0001",
        "employer_count": "5人", "workers_count": "5人", "offered_on": "2026年4月28日", "replied_on": "2026年5月8日",
        "meetings": "3次", "congress": PASSED, "signed_on": "2026年6月18日", "filed_on": "2026年6月22日",
        "copies": "五份", "handler": "周望舒", "handler_phone": "0571-0000 0001", "objection_within": "十五日",
    },
    "filing-statement": {
        "authority": AUTHORITY, "employer": EMPLOYER, "contract": CONTRACT_NAME,
        "delegates": ["职工方代表5名，由职工代表大会选举产生。"], "process": ["先后协商3次。"],
        "substance": ["工资增长6.5%。"],
        "former": ["上一年度各项约定均已履行。"], "congress": ["应到54人，实到50人，同意47人。"],
        "wages": {"system": "岗位绩效工资制", "average_last_year": "96,400元", "increase": "6.5%",
                  "increase_front_line": "7%", "people": "350人"},
        "contact": "周望舒", "phone": "0571-0000 0001", "signed_on": "2026年6月22日",
    },
    "examination-opinion": {
        "authority": AUTHORITY, "number": "滨人社集审〔2026〕0号",
        "employer": EMPLOYER, "employer_address": "江南大道0000号",
        "workers": "和畅电子全体职工（演示）", "workers_address": "江南大道0000号", "contract": CONTRACT_NAME,
        "received_on": "2026年6月23日", "received_number": "2026-0001", "parties_found": "符合规定。",
        "procedure_found": "符合规定。", "content_found": "第十二条低于法定标准。", "result": "objected",
        "objections": [{"clause": "第十二条", "basis": "《中华人民共和国劳动法》第四十四条",
        "demand": "提高休息日加班工资。"}],
        "decided_on": "2026年6月30日",
    },
    "publication-notice": {
        "contract": CONTRACT_NAME, "employer": EMPLOYER, "union": UNION, "passed_on": "2026年6月12日",
        "signed_on": "2026年6月18日", "received_on": "2026年6月23日", "effective_on": "2026年7月8日",
        "effective_why": "自收到之日起十五日内未提出异议", "term_from": "2026年7月1日", "term_until": "2027年6月30日",
        "scope": "本公司全体职工，包括被派遣劳动者", "points": ["职工工资总额增长6.5%", "每月15日发放工资"],
        "qr_url": "https://hexian.example/c/8f3a91c2", "contact": "公司工会", "phone": "0571-0000 0000",
        "published_on": "2026年7月10日",
    },
    "performance-report": {
        "contract": CONTRACT_NAME, "employer": EMPLOYER, "union": UNION, "period": "2026年7月至12月",
        "rows": [{"clause": "第九条", "agreed": "增长6.5%", "done": "增长6.7%", "rate": "103%"},
                 {"clause": "第三十条", "agreed": "每年体检", "done": "312人", "rate": "89%", "reason": "出差",
                 "due": "2027年3月"}],
        "wages": "全部兑现。", "payment": "没有拖欠。", "complaints": "2件，均已办结。",
        "inspections": ["12月检查一次。"],
        "conclusion": "总体履行良好。", "congress": PASSED, "signed_on": "2027年1月8日",
    },
    "amendment-agreement": {
        "action": "amend", "contract": CONTRACT_NAME, "contract_number": "和畅集合〔2026〕1号",
        "number": "和畅变〔2026〕1号",
        "employer": EMPLOYER, "union": UNION, "signed_before": "2026年6月18日", "effective_before": "2026年7月8日",
        "ground": 4, "proofs": ["订单减少情况说明"],
        "rows": [{"clause": "第九条", "former": "增长6.5%", "new": "增长5.5%", "in_force": "2026年11月1日"}],
        "negotiated_on": "2026年10月8日", "congress": PASSED, "filing_within": "十日", "objection_within": "十五日",
        "signed_on": "2026年10月20日",
    },
    "union-opinion": {
        "ground": "overdue", "issuer": "长河街道总工会（演示）", "offerer": UNION, "number": "长工监〔2026〕1号",
        "to": EMPLOYER, "uscc": "91330108MA2XXXXX0X", "subject": "工资", "offer_number": "和畅工〔2026〕3号",
        "sent_on": "2026年4月28日", "received_on": "2026年4月28日", "due_on": "2026年5月15日",
        "investigated_on": "2026年5月18日", "investigators": ["李敏（证号0001）", "周望舒（证号0002）"],
        "proposed_by": "本会劳动法律监督委员会",
        "provisions": [{"law": "《浙江省集体合同条例》", "article": "第七条", "says": "十个工作日内予以书面答复。"}],
        "reply_within": "十五个工作日",
        "contact": "李敏", "phone": "0571-0000 0000", "signed_on": "2026年5月20日",
    },
}  # fmt: skip
