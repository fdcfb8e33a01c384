"""One price in one place: shown in yuan, in words, and against the ceiling, before it is sealed. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from bidding.methods.offer_form import Offer, OfferForm, against_ceiling, asks_again, read_offer
from commands.refusals import OfferNotAccepted
from foundation.money import MAX_AMOUNT, capital_money, money_text, show_money
from foundation.rulebook import Rulebook


@dataclass(frozen=True)
class PriceShown:
    """Text 4 in both languages, and whether the packer asks once more."""

    zh: str
    en: str
    asks_again: bool


def read_values(form: OfferForm, values: Mapping[str, object]) -> Offer:
    """The offer, once it fits the form; raises OfferNotAccepted with every fault."""
    read = read_offer(form, dict(values))
    if isinstance(read, Offer):
        return read
    why = "; ".join(fault.en for fault in read)
    raise OfferNotAccepted(why=why, why_zh="；".join(fault.zh for fault in read))


def gather_values(
    form: OfferForm, offer: Mapping[str, object], price: str | None, named: list[str]
) -> dict[str, object]:
    """Values from an offer file, `--price` (the form's price) and `--value name=text`; the later one counts."""
    inner = offer.get("values", offer)
    values = dict(inner) if isinstance(inner, Mapping) else {}
    for pair in named:
        name, _, text = pair.partition("=")
        values[name.strip()] = text.strip()
    if price is not None:
        if form.price is None:
            raise OfferNotAccepted(why="the form has no price", why_zh="公布的格式中没有报价")
        values[form.price.name] = _with_fen(price)
    return values


def _with_fen(text: str) -> str:
    """`26888000` typed at a prompt means yuan; separators and parts of a fen are refused by the form's reading."""
    try:
        amount = Decimal(text)
        return money_text(amount) if amount.is_finite() and 0 <= amount <= MAX_AMOUNT else text
    except (InvalidOperation, ValueError):
        return text


def show_price(offer: Offer, ceiling: Decimal | None, rules: Rulebook) -> PriceShown | None:
    """How the price is put before the bidder; None when the form has no price."""
    price = offer.price
    if price is None:
        return None
    zh = f"您的报价：{show_money(price)}元（{capital_money(price)}）"
    en = f"Your price: {show_money(price)} yuan ({capital_money(price)})"
    again = False
    if ceiling:
        percent = against_ceiling(price, ceiling).percent
        zh += f"，为最高投标限价的{percent}%"
        en += f", {percent} % of the ceiling"
        again = asks_again(price, ceiling, rules)
    zh += "。单位是“元”，不是“万元”。开标以所加密的《开标一览表》数据为准。"
    en += ". The unit is yuan, not ten thousand yuan. What counts at the opening is the sealed offer form."
    return PriceShown(zh, en, again)
