"""Chinese names of the values a case can hold: one place, used by pages, letters and the command line alike."""

from __future__ import annotations

from typing import Final

METHODS: Final = {
    "level": "等额本息（每期一样多）",
    "equal-principal": "等额本金（逐期减少）",
    "interest-only": "先息后本（最后还本金）",
    "bullet": "到期一次还本付息",
}
METHOD_NAMES: Final = {
    "level": "等额本息",
    "equal-principal": "等额本金",
    "interest-only": "先息后本",
    "bullet": "到期一次还本付息",
}
ACCRUALS: Final = {"daily": "按实际天数", "monthly": "按月（每月一样）"}
PRODUCTS: Final = {
    "jiebei": "借呗",
    "bank_credit": "信用贷（银行放款）",
    "huabei": "花呗",
    "card": "信用卡",
    "other": "其他贷款",
}
FREQUENCIES: Final = {"day": "每天", "week": "每周", "month": "每月", "quarter": "每季", "year": "每年"}
CAUSES: Final = {
    "illness": "生病或受伤",
    "job_loss": "失去工作",
    "income_drop": "收入减少",
    "family": "家里出了变故",
    "business": "生意困难",
    "accident": "意外或灾害",
    "other": "其他原因",
}
PAPERS: Final = {
    "id": "身份证明",
    "contract": "借款合同或借据",
    "unemployment": "失业或离职证明",
    "income": "收入证明",
    "statements": "银行流水",
    "medical": "诊断证明与医疗费用单据",
    "low_income": "低保证明",
    "disability": "残疾证",
    "debts": "全部债务清单",
    "credit_report": "征信报告",
}
PLAN_KINDS: Final = {
    "keep": "照原计划还",
    "catch_up": "补上逾期，再照原计划还",
    "down_payment": "先还一笔，余下分期",
    "extension": "延长期限，每期少还",
    "reinstalment": "按常见期数重新分期",
    "interest_only": "先只还利息，再等额还",
    "step_up": "先少还，收入恢复后多还",
    "penalty_waiver": "减免罚息后分期",
    "interest_reduction": "降低利率后分期",
    "settlement": "一次性结清",
    "token": "暂时小额还款",
}
PAUSE: Final = "暂缓还款，到期再商量"
"""What token payments of nothing are called."""
AGREEMENT: Final = {
    "lender": "写明贷款人，并有盖章或电子签章",
    "loans": "写明包括哪几笔借款、编号",
    "amounts": "写明本金、利息、罚息各多少",
    "instalments": "写明每期的金额和日期",
    "rate": "写明以后按什么利率、还收不收费用",
    "waived": "写明减免多少、有什么条件",
    "missed": "写明漏一期会怎样",
    "collection": "写明履行期间停止催收",
    "credit": "写明征信怎么报送",
    "order": "写明还的钱先冲抵什么",
    "payee": "收款账户是贷款人的，不是个人的",
    "settled": "写明还清后出具结清证明",
}
"""What an agreement must say before she signs it."""

REFUSALS: Final = {
    "no_entry": "系统里没有协商的入口",
    "all_or_nothing": "只能一次还清，不能分期",
    "minimum_first": "要先还一笔才能谈",
    "not_eligible": "不符合协商条件",
    "no_policy": "没有这样的政策",
    "more_papers": "材料不够",
    "too_long": "期限太长",
    "other": "别的理由，或没有说理由",
}
BREACHES: Final = {
    "third_party": "联系了和这笔借款无关的人",
    "disclosed": "把欠款的事告诉了别人",
    "threat": "威胁、恐吓",
    "insult": "辱骂、羞辱",
    "deceit": "冒充法院、公安或律师，或说了不实的后果",
    "private_account": "要求把钱转到个人账户",
    "extra_fee": "要求另外交费",
    "new_loan": "要求借新的钱来还",
}
RESULTS: Final = {
    "refused": "对方不同意",
    "no_answer": "没有答复",
    "offered": "对方提了别的条件",
    "agreed": "对方同意了",
}
COURT_PAPERS: Final = {
    "payment_order": "支付令",
    "complaint": "起诉状副本和应诉通知",
    "summons": "开庭传票",
    "mediation": "诉前调解通知",
    "judgment": "判决书",
    "enforcement": "执行通知",
    "arbitration": "仲裁通知",
}
COURT_BUTTONS: Final = {
    "payment_order": "支付令",
    "complaint": "起诉状",
    "summons": "开庭传票",
    "mediation": "诉前调解",
    "judgment": "判决书",
    "enforcement": "执行通知",
    "arbitration": "仲裁",
}
"""The same papers, as short as a button."""
EVENT_KINDS: Final = {
    "sent": "发出了一封信",
    "agreed": "谈成了，有书面的",
    "paid": "还了一笔",
    "missed": "有一期没还上",
    "changed": "情况又变了",
    "court": "收到法院或仲裁的文书",
    "assigned": "被告知债权转给了别人",
    "settled": "还清了",
}
