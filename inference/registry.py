"""The models of the patrol: follows what was chosen, tries what was uploaded, keeps the last good.

A model that cannot be loaded never takes the place of one that works. Shadow and trial may fail
without the patrol noticing more than a line in the log.
"""

import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from data_access import detector_models
from data_access.detector_choices import chosen
from data_access.detector_models import KeptModel
from data_access.engine import reading, writing
from domain.scope import Scope
from inference.model import Detector, ModelError, load_detector
from inference.model.detector import detector_of
from inference.model.loading import load
from inference.model.trial import Trial

logger = logging.getLogger(__name__)

StartTrial = Callable[[Path, str | None], Trial]


@dataclass(slots=True)
class Registry:
    """What detects now, and beside it.

    Attributes:
        shipped: The model of the settings, active while nobody has chosen another.
        detector: At work; None while no model can be loaded.
        shadow: Looks at the same pictures and raises nothing.
        degraded: Why there is no detector, or not the one that was chosen.
        shipped_facts: What a trial found of the shipped model; None before it.
    """

    engine: Engine
    scope: Scope
    data_dir: Path
    shipped: Path
    detector: Detector | None = None
    shadow: Detector | None = None
    degraded: str = ""
    shipped_facts: dict[str, Any] | None = None
    start_trial: StartTrial = Trial
    _active: object = None
    _beside: object = None
    _trial: tuple[KeptModel | None, Trial] | None = field(default=None)

    def __post_init__(self) -> None:
        if self.detector is not None:
            self._active = _mark(None)

    def tend(self, now: datetime) -> None:
        """Follow the choices and see after trials; never waits for one."""
        with reading(self.engine) as conn:
            force = chosen(conn, self.scope)
        self._follow_active(force.active)
        self._follow_shadow(force.shadow)
        self.see_after_trial(now)

    def see_after_trial(self, now: datetime) -> None:
        """Write what came of the trial that runs, or start the next, the shipped model first."""
        if self._trial is None:
            if self.shipped_facts is None:
                self._trial = (None, self.start_trial(self.shipped, None))
                return
            with reading(self.engine) as conn:
                model = detector_models.next_waiting(conn, self.scope)
            if model is not None:
                path = self.data_dir / model.path
                self._trial = (model, self.start_trial(path, model.sidecar))
            return
        model, trial = self._trial
        outcome = trial.outcome()
        if outcome is None:
            return
        self._trial = None
        if model is None:
            facts = {} if isinstance(outcome, ModelError) else asdict(outcome)
            self.shipped_facts = facts | {"model": self.shipped.stem}
            return
        found = outcome.reason if isinstance(outcome, ModelError) else asdict(outcome)
        if isinstance(found, dict) and found["sha256"] != model.sha256:
            found = "the file is not the one that was uploaded"
        with writing(self.engine) as conn:
            detector_models.tried(conn, self.scope, model, found, now)
        logger.info("model %d tried: %s", model.id, "ready" if isinstance(found, dict) else found)

    def close(self) -> None:
        """End a trial that still runs."""
        if self._trial is not None:
            self._trial[1].stop()
            self._trial = None

    def _follow_active(self, model: KeptModel | None) -> None:
        if self._active == _mark(model) and self.detector is not None and not self.degraded:
            return
        try:
            found = load_detector(self.shipped) if model is None else self._kept(model)
        except ModelError as error:
            if str(error) != self.degraded:
                told = "cameras are shown, nothing is detected"
                if self.detector is not None:
                    told = f"{self.detector.name} goes on detecting"
                logger.error("%s; %s", error, told)
            self.degraded = str(error)
            return
        self.detector, self._active, self.degraded = found, _mark(model), ""
        logger.info("model %s, SHA-256 %s", found.name, found.sha256)

    def _follow_shadow(self, model: KeptModel | None) -> None:
        if self._beside == _mark(model):
            return
        self._beside, self.shadow = _mark(model), None
        if model is None:
            return
        try:
            self.shadow = self._kept(model)
        except ModelError as error:
            logger.error("%s; it does not run in the shadow", error)

    def _kept(self, model: KeptModel) -> Detector:
        loaded = load(self.data_dir / model.path, model.sidecar, model.classes)
        if loaded.sha256 != model.sha256:
            raise ModelError(model.name, "the file is not the one that was uploaded")
        return detector_of(replace(loaded, name=model.name))


def _mark(model: KeptModel | None) -> object:
    """Changes whenever the model has to be loaded again."""
    return "settings" if model is None else (model.id, repr(sorted(model.classes.items())))
