"""The figures of the unit on choosing say what they show."""

import pytest
from planes import choosing, facts
from planes.plots import choosing as draw
from planes.plots.choosing_tree import tree


def words(drawing):
    return " ".join(
        text.get_text() for text in drawing.figure.findobj(match=lambda a: hasattr(a, "get_text"))
    )


def test_the_tree_has_every_question_and_marks_the_way():
    choice = choosing.choose(choosing.Needs(kubernetes=True, own_kernel=True))
    drawing = tree(choice)
    assert "EKS on Fargate" in drawing.alt
    assert "A kernel of its own? yes" in drawing.alt
    assert "docker.sock" in words(drawing)


def test_the_tree_without_a_choice_marks_nothing():
    drawing = tree()
    thick = [one for one in drawing.figure.axes[0].patches if one.get_linewidth() > 2]
    assert not thick
    assert "Marked" not in drawing.alt


def test_the_sensitivity_counts_what_changes_in_words():
    drawing = draw.sensitivity({"one": choosing.Needs()})
    assert "Kubernetes API 1" in drawing.alt
    assert "Windows 0" in drawing.alt


def test_the_table_of_platforms_says_who_patches():
    drawing = draw.platforms()
    assert drawing.truth == "published"
    assert words(drawing).count("you start") == 4


def test_a_month_shows_the_total_of_its_parts():
    drawing = draw.months({"here": {"capacity": 100.0, "control plane": 73.0}})
    assert "173" in words(drawing)
    assert "73 USD control plane" in drawing.alt


@pytest.mark.parametrize("support", ["standard", "extended"])
def test_the_fee_is_a_share_of_the_whole_bill(support):
    fee = facts.number(f"CE10.{support}")
    share = 100 * fee / (fee + 6 * facts.instance("m5.large").usd_per_hour)
    assert f"{support} support {share:.0f} per cent" in draw.fee_share().alt


def test_a_handover_counts_the_minutes_with_losses():
    rows = [draw.Minute(0, 10, 0, 0), draw.Minute(1, 5, 4, 1), draw.Minute(2, 0, 10, 0)]
    drawing = draw.handover([draw.Move("one", {1: "half"}, rows), draw.Move("two", {}, rows[::2])])
    assert "one: half at minute 1; requests were lost in 1 of 3 minutes" in drawing.alt
    assert "lost in no minute" in drawing.alt
