"""The pledge 承诺书 that a member signs before he sees a bidder's name, with the key that signs the report. Pure."""

from crypto.encoding import Body

TEXT = (
    "我承诺：严格遵守招标投标法律法规，按照招标文件确定的标准和方法客观、公正地评审；与投标人有利害关系的主动回避；"
    "不私下接触投标人，不收受财物或者其他好处，不透露评标的任何情况；对所提出的评审意见承担个人责任。"
)
TEXT_EN = (
    "I will judge by the published standards and methods only, impartially; I will withdraw where I have an interest "
    "in a bidder; I will have no private contact with bidders, take no benefit and tell nothing of the evaluation; "
    "I answer for my opinion in person."
)
TYPE = "tianping/pledge/1"


def pledge_body(session: str, seat: str, sign_key: str) -> Body:
    """What the member's key signs (`crypto.signatures.signed_bytes`); `sign_key` in hex."""
    return {"type": TYPE, "session": session, "seat": seat, "sign_key": sign_key, "text": TEXT}
