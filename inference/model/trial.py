"""Try a model in a process of its own, with little memory, little time and no secrets.

A model is a program from anywhere: what it could break is that process. It inherits no environment
and may write no file; what it answers is read with suspicion.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import IO, Any

import numpy as np

from inference.model.class_map import ClassUse
from inference.model.detector import detector_of
from inference.model.errors import ModelError
from inference.model.loading import load

MEMORY_BYTES = 3 * 1024**3
CPU_S = 40
WALL_S = 90.0
_TOLD_BYTES = 400_000
_ROUNDS = 5
_ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True, slots=True)
class Facts:
    """What a trial found.

    Attributes:
        bytes: Size of the file.
        classes: Model class → `{as, min_score, alerts}`.
        outputs: Output names with their shapes, in words.
        milliseconds: Processor time of one picture, all stages.
    """

    sha256: str
    bytes: int
    family: str
    names: list[str]
    height: int
    width: int
    classes: dict[str, dict[str, Any]]
    licence: str
    author: str
    version: str
    outputs: str
    milliseconds: float


def use_as_json(use: ClassUse) -> dict[str, Any]:
    """A class use in the form that side-cars have."""
    return {"as": use.ours, "min_score": use.min_score, "alerts": use.alerts}


class Trial:
    """One trial that runs beside us; `outcome` asks without waiting."""

    def __init__(self, path: Path, sidecar: str | None = None, wall_s: float = WALL_S) -> None:
        self._name, self._until = path.name, time.monotonic() + wall_s
        self._told: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  closed by _finish
        given = json.dumps([str(path.resolve()), sidecar])
        self._process = subprocess.Popen(
            [sys.executable, "-m", "inference.model.trial"],
            cwd=_ROOT,
            env={"PATH": os.defpath, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(_ROOT)},
            stdin=subprocess.PIPE,
            stdout=self._told,
            stderr=subprocess.DEVNULL,
        )
        if self._process.stdin is not None:
            with self._process.stdin as stdin:
                stdin.write(given.encode())

    def outcome(self) -> Facts | ModelError | None:
        """What came of it; None while it runs."""
        if self._process.poll() is None:
            if time.monotonic() < self._until:
                return None
            self.stop()
            return ModelError(self._name, "did not answer in time")
        return self._finish()

    def wait(self) -> Facts:
        """Wait for the end.

        Raises:
            ModelError: The model cannot be used.
        """
        try:
            self._process.wait(max(0.0, self._until - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.stop()
            raise ModelError(self._name, "did not answer in time") from None
        found = self._finish()
        if isinstance(found, ModelError):
            raise found
        return found

    def stop(self) -> None:
        """End it now."""
        self._process.kill()
        self._process.wait()
        self._told.close()

    def _finish(self) -> Facts | ModelError:
        with self._told as told:
            told.seek(0)
            text = told.read(_TOLD_BYTES + 1)
        if self._process.returncode != 0:
            return ModelError(self._name, "broke the limits of memory or time, or crashed")
        try:
            said = json.loads(text)
            if "refused" in said:
                return ModelError(self._name, str(said["refused"])[:400])
            return _facts(said)
        except (ValueError, TypeError, KeyError):
            return ModelError(self._name, "its trial ended without an answer")


def try_model(path: Path, sidecar: str | None = None) -> Facts:
    """Try a model and wait.

    Raises:
        ModelError: It cannot be used.
    """
    return Trial(path, sidecar).wait()


def _facts(said: dict[str, Any]) -> Facts:
    kinds = {"sha256": str, "bytes": int, "height": int, "width": int, "names": list}
    kinds |= {"classes": dict, "milliseconds": float}
    found = Facts(**{one.name: said[one.name] for one in fields(Facts)})
    for one in fields(Facts):
        if not isinstance(getattr(found, one.name), kinds.get(one.name, str)):
            raise TypeError(one.name)
    return found


def _limit() -> None:
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_S),
        (resource.RLIMIT_FSIZE, _TOLD_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))


def _measured(path: Path, sidecar: str | None) -> Facts:
    loaded = load(path, sidecar)
    detector = detector_of(loaded)
    noise = np.random.default_rng(0).integers(0, 256, (360, 640, 3), np.uint8)
    spent = []
    for picture in (np.zeros_like(noise), *[noise] * _ROUNDS):
        began = time.process_time()
        detector(picture)
        spent.append((time.process_time() - began) * 1e3)
    made = loaded.contract
    return Facts(
        loaded.sha256,
        path.stat().st_size,
        made.family,
        list(made.names),
        made.height,
        made.width,
        {name: use_as_json(use) for name, use in made.classes.items()},
        made.licence,
        made.author,
        made.version,
        ", ".join(f"{name[:30]} {list(shape)}" for name, shape in loaded.shapes.items())[:400],
        round(float(np.median(spent[1:])), 2),
    )


def main() -> None:
    """Answer on standard output with the facts, or with the reason why not."""
    path, sidecar = json.loads(sys.stdin.read(_TOLD_BYTES))
    _limit()
    try:
        answer = asdict(_measured(Path(path), sidecar))
    except ModelError as error:
        answer = {"refused": error.reason}
    except MemoryError:
        answer = {"refused": "needs more memory than a trial has"}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
