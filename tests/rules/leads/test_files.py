"""C06 to C12: what in the files of several bids is one bidder's, and what everybody may write."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bidding.methods.leads.of_files import leads_of_files
from bidding.methods.leads.people import is_identity
from bidding.methods.leads.texts import Ordinary
from tests.rules.leads.papers import RULES, SIGNS, bill, found, paper, prose, rules_of, tender

IDENTITY = "422801198001010013"


def test_the_same_telephone_beside_the_title_of_ones_contact_is_a_strong_lead_with_both_places():
    [lead] = found(
        paper("a1", "封面", "联系人：赵敏 电话 138 7654 3210"), paper("b2", "委托代理人 钱多 手机13876543210")
    )
    assert (lead.rule, lead.strength, lead.bids) == ("C06", "red", ("a1", "b2"))
    assert [(one.of, one.place, one.value) for one in lead.facts] == [
        ("a1", "技术标.pdf 第2页", "13876543210"),
        ("b2", "技术标.pdf 第1页", "13876543210"),
    ]


def test_a_telephone_in_a_brochure_of_both_is_a_weak_lead():
    brochure = "某泵业有限公司产品样本，服务热线 13876543210"
    assert rules_of(found(paper("a1", brochure), paper("b2", brochure))) == ["C06 yellow"]


def test_the_same_name_alone_is_a_weak_lead():
    assert rules_of(found(paper("a1", "联系人：欧阳明"), paper("b2", "委托代理人（欧阳明）"))) == ["C06 yellow"]


@pytest.mark.parametrize("told", ["电话：0718-8221234", "邮箱 bid@example.com", "联系人：赵敏 13876543210"])
def test_what_the_tender_itself_names_is_nobodys(told: str):
    page = f"招标人联系方式：{told}"
    assert found(paper("a1", page), paper("b2", page), ordinary=tender("第一章 招标公告", page)) == []


def test_the_same_identity_number_in_two_teams_is_a_strong_lead_and_is_shown_without_the_birthday():
    leads = found(paper("a1", f"项目经理 李四 身份证 {IDENTITY}"), paper("b2", f"安全员 李四 {IDENTITY}"))
    [lead] = leads
    assert (lead.rule, lead.strength) == ("C07", "red")
    assert {one.value for one in lead.facts} == {"422801********0013", "李四"}


def test_a_wrong_check_digit_is_no_identity():
    assert is_identity(IDENTITY)
    assert not is_identity(IDENTITY[:-1] + "5")
    assert found(paper("a1", IDENTITY[:-1] + "5"), paper("b2", IDENTITY[:-1] + "5")) == []


def test_the_same_certificate_is_a_strong_lead_and_a_name_alone_a_weak_one():
    assert rules_of(found(paper("a1", "建造师 鄂1422019202012345"), paper("b2", "鄂1422019202012345"))) == ["C07 red"]
    assert rules_of(found(paper("a1", "项目经理：李四"), paper("b2", "技术负责人 李四"))) == ["C07 yellow"]


def test_duties_of_a_post_are_no_names():
    page = "项目经理 全面负责本工程。安全员：安全检查。施工员 施工放线。项目经理 应具备资格。技术负责人：审核方案"
    assert found(paper("a1", page), paper("b2", page)) == []


def test_texts_that_are_the_same_for_four_fifths_are_a_lead_with_the_longest_passages():
    common, own = prose(1, 2900), [prose(n, 400) for n in (2, 3)]
    [lead] = found(paper("a1", own[0], common), paper("b2", common, own[1]))
    assert (lead.rule, lead.strength) == ("C08", "yellow")
    shown = {one.name: one.value for one in lead.measures}
    assert shown["limit"] == "80.00%" and 80 < float(shown["similarity"][:-1]) < 90
    assert [(one.of, one.place) for one in lead.facts] == [("a1", "技术标.pdf 第2页"), ("b2", "技术标.pdf 第1页")]
    assert lead.facts[0].value == lead.facts[1].value


def test_words_put_into_another_order_page_by_page_are_still_the_same():
    pages = [prose(n, 700) for n in range(5)]
    assert rules_of(found(paper("a1", *pages), paper("b2", *reversed(pages)))) == ["C08 yellow"]


def test_three_alike_are_one_lead():
    common = prose(1, 4000)
    [lead] = found(*(paper(bid, common + prose(n, 300)) for n, bid in enumerate(("a1", "b2", "c3"), 5)))
    assert lead.bids == ("a1", "b2", "c3")
    assert {"pairs": "3"}.items() <= {one.name: one.value for one in lead.measures}.items()


def test_texts_below_the_share_or_too_short_are_no_lead():
    common = prose(1, 2000)
    assert found(paper("a1", common, prose(2, 1200)), paper("b2", common, prose(3, 1200))) == []
    assert found(paper("a1", prose(1, 1500)), paper("b2", prose(1, 1500))) == []


def test_what_both_copy_from_the_tender_is_no_lead():
    clauses = prose(9, 6000)
    bids = [paper(bid, clauses, prose(n, 2500)) for n, bid in enumerate(("a1", "b2"))]
    assert rules_of(found(*bids)) == []
    assert found(*bids, ordinary=tender(clauses)) == []


def test_three_errors_that_are_the_same_are_a_strong_lead_and_two_are_none():
    wrong = [
        "先将设备按装就位后再行调试运转",
        "混凝土养护期间，，应覆盖草袋保湿",
        "计划于2026年2月30日完成主体结构施工",
    ]
    [lead] = found(paper("a1", *wrong), paper("b2", "。".join(wrong)))
    assert (lead.rule, lead.strength) == ("C09", "red")
    assert [one.of for one in lead.facts] == ["a1", "b2"] * 3
    assert any("2026年2月30日" in one.value for one in lead.facts)
    assert found(paper("a1", *wrong[:2]), paper("b2", *wrong[:2])) == []


def test_the_same_bad_habit_in_other_sentences_is_no_lead():
    one = ["先将设备按装就位后再行调试", "模版支设应牢固可靠不得变形", "施工组识机构健全职责分明到人"]
    other = ["水泵按装完毕应试运行两小时", "拆除模版时混凝土已达到强度", "本项目施工组识精干高效有序"]
    assert found(paper("a1", *one), paper("b2", *other)) == []


def test_errors_of_the_tender_are_the_tenders():
    wrong = [
        "先将设备按装就位后再行调试运转",
        "混凝土养护期间，，应覆盖草袋保湿",
        "计划于2026年2月30日完成主体结构施工",
    ]
    assert found(paper("a1", *wrong), paper("b2", *wrong), ordinary=tender(*wrong)) == []


def test_three_lines_calculated_wrong_alike_are_a_strong_lead():
    rates, wrong = ["3.10", "4.20", "3.70", "3.30"], {0: "32.00", 1: "41.00", 2: "36.00"}
    [lead] = found(paper("a1", bill=bill(rates, wrong)), paper("b2", bill=bill(rates, wrong)))
    assert (lead.rule, lead.strength) == ("C09", "red")
    assert lead.facts[0].value == "010100000000 项目0：10 × 3.1 ≠ 32"
    assert found(paper("a1", bill=bill(rates, wrong)), paper("b2", bill=bill(rates, {0: "32.00"}))) == []


def spread(count: int, seed: int = 1) -> list[float]:
    chance = Random(seed)
    return [chance.uniform(20, 900) for _ in range(count)]


@pytest.mark.parametrize("ratio", [1.0, 0.985, 1.02])
def test_rates_that_differ_by_one_figure_are_a_strong_lead(ratio: float):
    one = [f"{rate:.2f}" for rate in spread(20)]
    other = [f"{float(rate) * ratio:.2f}" if n % 7 else f"{float(rate) * 1.3:.2f}" for n, rate in enumerate(one)]
    [lead] = found(paper("a1", bill=bill(one)), paper("b2", bill=bill(other)))
    shown = {each.name: each.value for each in lead.measures}
    assert (lead.rule, shown["kind"], shown["lines"], shown["of"]) == ("C10", "rates", "17", "20")
    assert abs(float(shown["ratio"]) - ratio) < 0.0005


def test_independent_rates_and_rates_of_the_tender_are_no_lead():
    one, other = ([f"{rate:.2f}" for rate in spread(40, seed)] for seed in (1, 2))
    assert found(paper("a1", bill=bill(one)), paper("b2", bill=bill(other))) == []
    assert found(paper("a1", bill=bill(one)), paper("b2", bill=bill(one)), ordinary=Ordinary((), bill(one))) == []


def test_a_bidder_named_in_anothers_file_is_a_strong_lead_with_the_words_around_it():
    one = paper("a1", "致招标人：我公司 恩施\n云杉建设有限公司 承诺按期完工", name="荆楚建设有限公司")
    [lead] = found(one, paper("b2", "投标函", name="恩施云杉建设有限公司"))
    assert (lead.rule, lead.strength, lead.bids) == ("C11", "red", ("a1", "b2"))
    assert [(fact.of, fact.place) for fact in lead.facts] == [("a1", "技术标.pdf 第1页")]
    assert "恩施云杉建设有限公司" in lead.facts[0].value


def test_a_name_inside_a_longer_one_is_the_longer_ones():
    one, other = "恩施云杉建设有限公司", "湖北恩施云杉建设有限公司"
    assert found(paper("a1", f"投标人：{one}", name=one), paper("b2", f"投标人：{other}", name=other)) == []


def test_a_bidder_whom_the_tender_names_may_be_named():
    name = "恩施云杉建设有限公司"
    told = f"本项目前期由{name}设计"
    assert found(paper("a1", told), paper("b2", name=name), ordinary=tender(told)) == []


def test_the_same_bond_is_a_strong_lead_and_the_centres_account_is_none():
    assert rules_of(found(paper("a1", bond="保函 EG-2026-0815"), paper("b2", bond="EG20260815"))) == ["C12 red"]
    assert found(paper("a1", bond="保函"), paper("b2", bond="保函")) == []
    paid = "投标保证金汇入账号：4205 0171 6208 0000 1234"
    assert rules_of(found(paper("a1", paid), paper("b2", paid))) == ["C12 red"]
    assert found(paper("a1", paid), paper("b2", paid), ordinary=tender(paid)) == []


PAGES = (
    "联系人：赵敏 电话 13876543210",
    f"项目经理 李四 {IDENTITY}",
    prose(1, 3000),
    prose(2, 500),
    "先将设备按装就位后再行调试。混凝土养护期间，，应覆盖草袋。计划于2026年2月30日完成",
    "致：第161建设有限公司",
    "保证金账号：4205017162080000123",
)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sets(st.integers(0, 6)), min_size=2, max_size=5), st.randoms())
def test_the_order_of_the_bids_changes_nothing(told: list[set[int]], chance: Random):
    bids = [paper(f"{160 + n:x}", *(PAGES[page] for page in sorted(pages))) for n, pages in enumerate(told)]
    one = leads_of_files(bids, Ordinary(), RULES)
    assert one == leads_of_files(chance.sample(bids, len(bids)), Ordinary(), RULES)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sets(st.integers(0, 6)), min_size=2, max_size=5))
def test_what_all_copy_from_the_tender_is_never_evidence(told: list[set[int]]):
    bids = [paper(f"{160 + n:x}", *(PAGES[page] for page in sorted(pages))) for n, pages in enumerate(told)]
    assert found(*bids, ordinary=tender(*PAGES)) == []


@pytest.mark.parametrize("seed", range(5))
def test_independent_papers_give_no_lead(seed: int):
    chance = Random(seed)
    bids = []
    for n in range(6):
        phone = f"138{chance.randrange(10**8):08d}"
        rates = [f"{rate:.2f}" for rate in spread(60, seed * 10 + n)]
        pages = (f"联系人：张{SIGNS[n]} 电话 {phone}", prose(seed * 100 + n, 6000))
        bids.append(paper(f"{160 + n:x}", *pages, bill=bill(rates)))
    assert found(*bids) == []
