from datetime import date

from domain.grades import GuarantorTier
from domain.guarantors import visit_due

HELD = date(2026, 1, 1)


def test_first_visit_is_due_one_interval_after_taking_over():
    due = visit_due(GuarantorTier.C, HELD, None, date(2026, 4, 3))
    assert due.due_on == date(2026, 4, 3)
    assert not due.overdue
    assert visit_due(GuarantorTier.C, HELD, None, date(2026, 4, 4)).overdue


def test_a_handover_does_not_restart_the_clock():
    due = visit_due(GuarantorTier.C, date(2026, 3, 1), date(2026, 1, 10), date(2026, 4, 13))
    assert due.due_on == date(2026, 4, 12)
    assert due.overdue
