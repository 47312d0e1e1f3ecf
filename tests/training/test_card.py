from tests.training.model_figures import figures, hits, report
from training.card import card, span
from training.report import standing, verdict
from training.site import gate


def finished(**changes):
    made = report(**changes)
    return made | {"verdict": verdict(made), "standing": standing(made)}


def test_better_everywhere_with_fewer_false_hits_replaces():
    assert verdict(report())["replaces"]


def test_one_worse_class_is_enough_to_stay_a_candidate():
    found = verdict(report(ours=0.6))
    assert found["worse"] == ["hat"]
    assert not found["replaces"]


def test_more_false_hits_are_enough_to_stay_a_candidate():
    found = verdict(report(our_hits=0.4))
    assert found["more_false"] == ["hat"]
    assert not found["replaces"]


def test_one_false_hit_more_within_chance_is_not_more():
    assert verdict(report(our_hits=0.12, starter_hits=0.1))["more_false"] == []


def test_one_hit_where_the_starter_has_none_is_chance_and_many_are_not():
    assert verdict(report(our_hits=1 / 97, starter_hits=0))["more_false"] == []
    assert verdict(report(our_hits=5 / 97, starter_hits=0))["more_false"] == ["hat"]


def test_a_class_that_the_starter_never_finds_cannot_be_lost():
    assert "hat" not in verdict(report(ours=0.0, starter=0.0))["worse"]


def test_a_class_is_proven_only_by_enough_real_objects():
    assert standing(report()) == {"hat": "proven", "no_hat": "weak", "rodent": "rendered"}


def test_a_class_measured_nowhere_is_unproven():
    made = report()
    made["rendered"]["ours"] = {}
    assert standing(made)["rodent"] == "unproven"


def test_the_card_says_that_a_candidate_is_one():
    text = card(finished(ours=0.6), "It takes jars for hats.")
    assert "does not replace the starter" in text
    assert "Not better on real photos: hat." in text
    assert "It takes jars for hats." in text
    assert "0.60 (0.50-0.70)" in text
    assert "CC BY 4.0" in text


def test_the_card_of_a_better_model_says_so():
    assert "It is the default" in card(finished(), "")


def test_what_was_not_measured_is_a_dash():
    assert span({"value": None, "low": None, "high": None}) == "–"


def gate_figures(site, real, false):
    return {
        "site": {"hat": figures(site)},
        "real": {"hat": figures(real)},
        "false_hits": hits(false),
    }


def test_a_site_model_passes_that_gains_there_and_loses_nothing():
    assert gate(gate_figures(0.4, 0.8, 0.02), gate_figures(0.6, 0.79, 0.02)) == []


def test_a_site_model_is_refused_for_each_reason():
    reasons = gate(gate_figures(0.4, 0.8, 0.02), gate_figures(0.4, 0.7, 0.05))
    assert len(reasons) == 3


def test_a_class_that_the_site_model_forgot_is_a_loss():
    after = gate_figures(0.6, 0.8, 0.02) | {"real": {}}
    assert gate(gate_figures(0.4, 0.8, 0.02), after) == [
        "hat lost 0.800 AP50 on the general photos"
    ]
