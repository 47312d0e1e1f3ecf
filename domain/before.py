"""What a place had reached in the period before, to be compared with what it has reached now."""

from dataclasses import dataclass

from domain.control import ControlKind
from domain.figures import NOTHING
from domain.share import Share


@dataclass(frozen=True, slots=True)
class Before:
    """The same figures one period earlier, as far into it as the running one is now.

    Attributes:
        control: Per kind; daily control over the earlier reach.
        on_time: Of the 30 days before the last 30.
        alerts_found: In the earlier reach.
        online: Cameras at the end of its last day, None when nobody noted it.
    """

    control: dict[ControlKind, Share]
    on_time: Share = NOTHING
    alerts_found: int = 0
    online: Share | None = None
