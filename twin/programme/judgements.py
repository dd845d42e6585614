"""Whether a value meets a target, and how far it is from it. What 'meets' means is said in `targets`."""

from decimal import Decimal
from typing import Literal

from twin.programme.reported import Reported
from twin.programme.targets import Target
from twin.programme.written import show_number
from twin.vocabulary import Frozen, Language, Text

Verdict = Literal["met", "not_met", "unknown"]


class Judgement(Frozen):
    """What a value is to a target."""

    verdict: Verdict
    reason: Text
    distance: Decimal | None = None
    """How much is missing, in the indicator's unit: zero from the bound on, None where nobody can say."""
    share: float | None = None
    """How much of the way is done, 0 to 1. A bound that is to be exceeded can be all reached and not met."""
    above: bool = False
    """Over the upper end of a range."""


def judge(
    target: Target, reported: Reported, *, before: Decimal | None = None, assigned: Target | None = None
) -> Judgement:
    """Compare a value with its target.

    `before` is the value one year earlier, from which a yearly change is worked out where none was reported;
    `assigned` is what a higher level assigned for the year, where a target leaves it to that.
    """
    if not reported.known:
        return _unknown("Chưa có số liệu.", "No value yet.")
    if target.kind == "yes_no" or (target.or_assigned and reported.answer is not None):
        return _judge_answer(reported)
    own = _judge_number(target, reported, before)
    if not target.or_assigned or own.verdict != "not_met":
        return own
    return _judge_assigned(own, reported, assigned, before)


def _judge_answer(reported: Reported) -> Judgement:
    if reported.answer is None:
        return _unknown("Chỉ tiêu cần trả lời Đạt hay Chưa đạt.", "The target asks for Đạt or Chưa đạt.")
    if reported.answer:
        return Judgement(verdict="met", reason=Text(vi="Báo cáo là đạt.", en="Reported as achieved."))
    said = Text(vi="Báo cáo là chưa đạt.", en="Reported as not achieved.")
    return Judgement(verdict="not_met", reason=said)


def _judge_number(target: Target, reported: Reported, before: Decimal | None) -> Judgement:
    if target.kind == "as_assigned":
        return Judgement(verdict="not_met", reason=_NO_ASSIGNMENT)
    amount = _amount(target, reported, before)
    if isinstance(amount, Judgement):
        return amount
    return _compare(target, amount)


def _judge_assigned(
    own: Judgement, reported: Reported, assigned: Target | None, before: Decimal | None
) -> Judgement:
    """Let what was assigned decide: the target's own number is not reached, or there is none."""
    if assigned is None or assigned.kind == "as_assigned":
        return own.model_copy(update={"verdict": "unknown", "reason": _NO_ASSIGNMENT})
    return judge(assigned, reported, before=before)


_NO_ASSIGNMENT = Text(
    vi="Chưa biết chỉ tiêu được cấp trên giao.", en="What the higher level assigned is not known."
)


def _amount(target: Target, reported: Reported, before: Decimal | None) -> Decimal | Judgement:
    """Return the number that is compared, or why there is none; a fall counts upwards."""
    if target.change is None:
        if reported.number is not None:
            return reported.number
        return _unknown("Chỉ tiêu cần một con số.", "The target asks for a number.")
    change = reported.change
    if change is None and reported.number is not None and before is not None:
        change = reported.number - before
    if change is None:
        return _unknown(
            "Cần mức tăng, giảm (viết “giảm 0,1”), hoặc giá trị của năm trước để so.",
            "Needs the change (written as “giảm 0,1”), or the value one year earlier.",
        )
    return -change if target.change == "fall" else change


def _compare(target: Target, amount: Decimal) -> Judgement:
    if target.low is None:
        return _compare_with_most(target, amount, target.high or Decimal(0))
    met = amount > target.low if target.kind == "more_than" else amount >= target.low
    distance = max(target.low - amount, Decimal(0))
    above = target.high is not None and amount > target.high
    share = (
        1.0 if amount >= target.low else float(max(amount, Decimal(0)) / target.low) if target.low else 0.0
    )
    return Judgement(
        verdict="met" if met else "not_met",
        reason=_say(target, met=met, above=above, distance=distance),
        distance=distance,
        share=share,
        above=above,
    )


def _compare_with_most(target: Target, amount: Decimal, most: Decimal) -> Judgement:
    met = amount < most if target.kind == "less_than" else amount <= most
    distance = max(amount - most, Decimal(0))
    return Judgement(
        verdict="met" if met else "not_met",
        reason=_say(target, met=met, above=False, distance=distance),
        distance=distance,
        share=1.0 if amount <= most else float(max(most, Decimal(0)) / amount),
    )


def _say(target: Target, *, met: bool, above: bool, distance: Decimal) -> Text:
    if above and target.high is not None:
        return Text(
            vi=f"Đạt, cao hơn mức trên {show_number(target.high)}.",
            en=f"Met, above the upper end of {show_number(target.high, 'en')}.",
        )
    if met:
        return Text(vi="Đạt.", en="Met.")
    if distance == 0:
        return Text(vi="Mới bằng mức phải vượt.", en="Equals the bound that is to be passed.")
    if target.low is None:
        return Text(
            vi=f"Cao hơn mức cho phép {_show(distance, 'vi')}.", en=f"Over by {_show(distance, 'en')}."
        )
    return Text(vi=f"Còn thiếu {_show(distance, 'vi')}.", en=f"Short by {_show(distance, 'en')}.")


def _show(distance: Decimal, language: Language) -> str:
    """Return two decimals, or six where two would show nothing."""
    return show_number(round(distance, 2) or round(distance, 6), language)


def _unknown(vi: str, en: str) -> Judgement:
    return Judgement(verdict="unknown", reason=Text(vi=vi, en=en))
