"""What an establishment of a test is asked, from version 1 of the checklists."""

from domain.categories import Category
from domain.checklists import ChecklistItem, SheetFacts
from domain.control import ControlKind
from domain.first_checklists import first_checklist


def asked(
    kind: ControlKind, category: Category = Category.SMALL, *, cameras: bool = True
) -> tuple[ChecklistItem, ...]:
    """Items that apply without cold room and takeaway; the planted shops have a camera each."""
    return first_checklist(kind).applicable(SheetFacts(category, has_cameras=cameras))
