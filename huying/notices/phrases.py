"""The words of every template, until the city writes its own: subject and text, Chinese and English."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Wording:
    """A template in both languages."""

    subject_zh: str
    text_zh: str
    subject_en: str
    text_en: str


def _word(zh: str, text_zh: str, en: str, text_en: str) -> Wording:
    return Wording(zh, "{number} " + text_zh + "{link}", en, "{number}: " + text_en + " {link}")


W = _word
WORDING: dict[str, Wording] = {
    # to residents
    "received": W("诉求已受理", "已受理。凭编号和查询码查看进展：", "We received your report", "received. Follow it with the number and the code:"),
    "not_added": W("来信未收入", "办理已结束，您的来信没有收入。要补充或申请复核，请打开：", "Your e-mail was not added", "closed; what you wrote was not added. To tell more, or to have it looked at again:"),
    "passed_on": W("诉求已转办", "已转{unit}办理，承诺于 {due} 前答复。", "Passed on", "passed to {unit}; you are answered by {due}."),
    "joined": W("诉求已合并办理", "与同一事项合并办理，将一并答复。", "Joined with another report", "handled together with another report of the same thing; you will be answered too."),
    "question": W("有一个问题需要您回答", "有一个问题需要您回答：", "A question for you", "there is a question for you:"),
    "message": W("您有新留言", "有一条给您的留言：", "A message for you", "there is a message for you:"),
    "rests": W("办理暂停", "办理暂停，原因和恢复时间见：", "The work rests", "the work rests; why, and until when:"),
    "more_time": W("办理期限延长", "办理期限延长至 {due}，原因见：", "More time was granted", "you are answered by {due}; the reason:"),
    "interim": W("办理进展", "有新的进展：", "How it stands", "there is news:"),
    "all_clear": W("已恢复", "有关情况已恢复正常：", "It is over", "what you called about is over, as far as we know:"),
    "answered": W("诉求已答复", "已答复，请查看并说明是否解决：", "You are answered", "answered. Please read it and say whether it is solved:"),
    "please_rate": W("请评价办理情况", "问题解决了吗？请点开评价（只需一分钟）：", "Was it solved?", "was it solved? It takes a minute to say so:"),
    "verdict_answered": W("您的评价已有答复", "您的评价已有答复：", "What you said is answered", "what you said about it is answered:"),
    "taken_up_again": W("诉求重新办理", "重新办理，由{unit}负责。", "Taken up again", "{unit} works on it again."),
    "closed": W("诉求办理已结束", "办理已结束。是否解决、为什么，见：", "Closed", "closed. Whether it was solved, and why:"),
    "review_decided": W("复核结果", "复核已有结果：", "The review is decided", "the review is decided:"),
    # to the parties of a dispute: that there is something, never what
    "dispute_asked": W("邀请您参加调解", "有人就一件纠纷申请调解，免费、自愿。愿不愿意由您决定，请在 3 个工作日内答复：", "Do you want mediation?", "somebody asks you to settle a dispute with a mediator, free of charge. Whether you want that is your decision; please answer within 3 working days:"),
    "dispute_mediator": W("请确认调解员", "已推荐调解员，接受或者更换请点：", "A mediator is proposed", "a mediator is proposed; accept them, or ask for another:"),
    "dispute_session": W("调解时间", "定于 {due} 调解，地点和日历见：", "Your session", "you meet on {due}; where, and for your calendar:"),
    "dispute_no_session": W("调解改期", "原定的调解取消，详情见：", "A session is cancelled", "a session does not take place:"),
    "dispute_joint": W("请您答复", "有一项请求需要各方答复：", "Please answer", "both sides are asked for something:"),
    "dispute_sign": W("协议待签署", "协议文本已备好，请阅读后决定是否签署：", "A text to read and sign", "the text of an agreement is ready; read it, and sign it if you agree:"),
    "dispute_in_force": W("协议已生效", "协议已生效，查看和下载：", "The agreement is in force", "the agreement is in force; read it and take it away:"),
    "dispute_due": W("履行提醒", "您有约定的事项，期限 {due}：", "Something is due soon", "something you agreed to is due by {due}:"),
    "dispute_default": W("协议未履行", "有约定的事项未履行，您可以走的途径见：", "Something was not done", "something that was agreed was not done; where you can turn:"),
    "dispute_ended": W("调解已结束", "调解已结束，您可以走的其他途径见：", "Mediation has ended", "mediation has ended; which other ways are open to you:"),
    "dispute_way_in": W("打开您的纠纷", "您要的新链接（7 天内有效，只能打开一次；不是您要的就不用理会）：", "Your way in", "the new link you asked for (good for 7 days, once; if you did not ask, do nothing):"),
    "dispute_how": W("结果怎么样", "纠纷已结案。约定的事做到了吗？请告诉我们：", "How did it go?", "the dispute is closed. Did it hold what was agreed? Please tell us:"),
    # to desks
    "new_case": W("新工单", "已派至{unit}，请于 {due} 前答复。", "New case", "given to {unit}, to be answered by {due}."),
    "taken_away": W("工单已改派", "已改派其他单位。", "Reassigned", "given to another unit."),
    "withdrawn": W("诉求人撤回", "诉求人已撤回。", "Withdrawn", "its reporter withdrew it."),
    "return_asked": W("退单待裁决", "{unit}申请退单，请裁决。", "A return to decide", "{unit} asks to return it."),
    "return_granted": W("退单已同意", "退单已同意。", "Return granted", "the return was granted."),
    "return_refused": W("退单未同意", "退单未同意，请{unit}继续办理。", "Return refused", "the return was refused; {unit} keeps it."),
    "to_dispatch": W("工单待派", "退回待派。", "To dispatch", "it came back and waits to be dispatched."),
    "help_called": W("吹哨报到", "请贵单位协办，于 {due} 前反馈。", "Called in to help", "you are called in to help, by {due}."),
    "help_answered": W("协办已反馈", "协办单位已反馈。", "Help answered", "a unit that was called in has answered."),
    "resident_wrote": W("诉求人有新消息", "诉求人有新消息。", "The resident wrote", "the resident wrote."),
    "parked": W("转为挂账", "已转为挂账。", "Kept as long-term", "kept as long-term."),
    "goes_on": W("恢复办理", "恢复办理，期限 {due}。", "The work goes on", "the work goes on; due {due}."),
    "extension_asked": W("延期待审批", "{unit}申请延期，请于 {due} 前审批，逾期视为不同意。", "More time is asked for", "{unit} asks for more time; undecided by {due} it is not granted."),
    "extension_granted": W("延期已同意", "延期已同意，期限 {due}。", "More time was granted", "more time was granted, until {due}."),
    "extension_refused": W("延期未同意", "延期未同意，期限不变。", "No more time", "more time was not granted; the due time stays."),
    "extension_lapsed": W("延期逾期未批", "延期申请逾期未批，视为不同意。", "An extension lapsed", "nobody decided on more time before it was due; it was not granted."),
    "escalation_asked": W("提级待审批", "{unit}申请提级，请审批。", "Asked to raise it", "{unit} asks to raise it to a higher level."),
    "escalation_decided": W("提级已审批", "提级申请已有结果。", "Raising it was decided", "it was decided whether a higher level takes it."),
    "handed_back": W("提级事项交回办理", "上级已处理，交回下一级；责任单位{unit}，期限 {due}。", "Handed back", "the higher level has done its part and hands it back; {unit} answers it by {due}."),
    "urged": W("催办", "诉求人或主管单位催办，期限 {due}。", "Urged", "you are urged to answer; due {due}."),
    "stands_in": W("急件夜间代接", "{unit}无人值班，有急件待处理，期限 {due}，请先行接办。", "Urgent, and nobody there", "nobody is on duty at {unit}; something urgent waits there, due {due}. Please see to it."),
    "supervised": W("督办", "列入督办，责任单位{unit}。", "Under supervision", "put under supervision; responsible: {unit}."),
    "reply_proposed": W("答复待审核", "有一份答复待审核。", "A reply to approve", "a reply waits for approval."),
    "reply_refused": W("答复被退回", "答复被退回，请修改。", "Reply given back", "the reply was given back."),
    "not_solved": W("诉求人反映未解决", "诉求人反映未解决。", "Not solved", "the resident says that it is not solved."),
    "bad_verdict": W("差评待整改答复", "差评已核实，请{unit}整改并答复。", "A bad verdict to answer", "a bad verdict was looked into; {unit} is to put it right and answer."),
    "was_read": W("交叉阅评意见", "已由其他单位人员阅评，请查看并反馈。", "Read by others", "somebody outside the unit read it; please look at what they found."),
    "rework": W("重新办理", "退回重办，期限 {due}。", "Rework", "to be worked on again, by {due}."),
    "review_asked": W("复核待处理", "诉求人申请复核。", "A review is asked for", "the resident asks for a review."),
    "look_asked": W("查看联系方式待审批", "申请查看联系方式，请审批。", "A look to decide", "somebody asks to open the contact."),
    "exclusion_asked": W("剔除待审批", "{unit}申请剔除考核，请审批。", "An exclusion to decide", "{unit} asks to exclude it from scoring."),
    "exclusion_decided": W("剔除已审批", "剔除申请已有结果。", "Exclusion decided", "the exclusion was decided."),
    "erasure_asked": W("删除申请待处理", "诉求人申请删除个人信息，请处理。", "An erasure to decide", "the resident asks for erasure."),
    # time
    "soon_due": W("即将到期", "将于 {due} 到期，目前{status}。", "Soon due", "due {due}; it is {status}."),
    "overdue": W("已超期", "已超期，期限为 {due}，目前{status}。", "Overdue", "was due {due}; it is {status}."),
    "review_due": W("挂账到期复查", "挂账到期，请复查能否办理。", "Long-term: look again", "kept as long-term; it is to be looked at again."),
    "escalated": W("超期上报", "{unit}超期未办结，期限为 {due}，请督促。", "Overdue below you", "{unit} is late with it; it was due {due}."),
}  # fmt: skip
