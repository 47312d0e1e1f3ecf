"""The figures at the top of 总览, each with what it is compared with and how it got there."""

from dataclasses import dataclass, field

from domain.control import ControlKind
from domain.day_ends import DayEnds
from domain.figures import NO_ALERTS, NOTHING, AlertSums, Completion
from domain.papers import Papers
from domain.share import Line, Share


@dataclass(frozen=True, slots=True)
class ControlFigure:
    """One kind of duty.

    Attributes:
        current: The running period.
        same_age: What an earlier period had reached at the age the running one has now.
        previous: The period before, which is over or nearly so.
        line: Percent answered of the periods before the running one.
    """

    current: Completion
    same_age: Share
    previous: Completion
    line: Line = ()


@dataclass(frozen=True, slots=True)
class AlertWindow:
    """Alerts found in a stretch of days, and what became of them until now.

    Attributes:
        past_fixing: Neither rectified nor judged false, and past the time for rectifying.
        overdue: Not ended, and past the time of their present step.
    """

    sums: AlertSums = NO_ALERTS
    past_fixing: int = 0
    overdue: int = 0

    @property
    def on_time(self) -> Share:
        """Rectified in time, of rectified or past it."""
        return Share(self.sums.rectified_on_time, self.sums.rectified + self.past_fixing)

    @property
    def settled(self) -> Share:
        """Brought to an end, of these and the overdue ones."""
        ended = self.sums.closed + self.sums.false
        return Share(ended, ended + self.overdue)


@dataclass(frozen=True, slots=True)
class Overview:
    """All of it.

    Attributes:
        control: Per kind.
        found_today: Alerts of today per severity.
        found_by_now_yesterday: Alerts of yesterday up to the same clock time.
        found_line: Alerts per day, today left out.
        window: Of the last 30 days.
        before: Of the 30 days before these.
        rectified_line: Percent rectified per week of finding.
        online: Cameras online of those looked at.
        channels: All cameras.
        purchases: 进货查验 today.
        purchases_before: 进货查验 yesterday, the whole day.
        papers: Licences, certificates, public facts.
        kitchens: Establishments in the register with a camera online.
        day_ends: What figures of a moment were when earlier days ended.
    """

    control: dict[ControlKind, ControlFigure]
    found_today: dict[int, int]
    found_by_now_yesterday: int
    found_line: Line
    window: AlertWindow
    before: AlertWindow
    online: Share
    channels: int
    purchases: Share
    purchases_before: Share
    rectified_line: Line = ()
    papers: Papers = field(default_factory=Papers)
    kitchens: Share = NOTHING
    day_ends: DayEnds = field(default_factory=DayEnds)
