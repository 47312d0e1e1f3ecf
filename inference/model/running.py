"""Run a session on one array that is filled again for each frame."""

from typing import Any

import numpy as np
import onnxruntime

from inference.detections import F32
from inference.model.contract import Contract
from inference.model.errors import ModelError, first_line


def open_session(content: bytes, name: str) -> onnxruntime.InferenceSession:
    """A session of one thread on the processor.

    Raises:
        ModelError: onnxruntime does not take it.
    """
    options = onnxruntime.SessionOptions()
    # One thread: two with spinning were 2-3 x slower and burnt the second core for nothing.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 4
    try:
        return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises a class of its own for each cause
        raise ModelError(name, f"no usable ONNX file ({first_line(error)})") from error


class Run:
    """Inputs are bound once to the array; outputs stay where the session leaves them."""

    def __init__(self, session: Any, blob: F32, contract: Contract, model: str) -> None:
        self._session, self._binding, self._model = session, session.io_binding(), model
        self._names = [output.name for output in session.get_outputs()]
        self._held = [onnxruntime.OrtValue.ortvalue_from_numpy(blob)]
        first, *more = session.get_inputs()
        self._binding.bind_ortvalue_input(first.name, self._held[0])
        for extra in more:
            sizes = np.array([[contract.width, contract.height]], np.int64)
            self._held.append(onnxruntime.OrtValue.ortvalue_from_numpy(sizes))
            self._binding.bind_ortvalue_input(extra.name, self._held[-1])
        for name in self._names:
            self._binding.bind_output(name, "cpu")

    def __call__(self) -> dict[str, F32]:
        """Output name → array, for what the array holds now.

        Raises:
            ModelError: It answers with numbers that are not finite: that is no empty kitchen.
        """
        self._session.run_with_iobinding(self._binding)
        values = self._binding.get_outputs()
        found = {name: value.numpy() for name, value in zip(self._names, values, strict=True)}
        if not all(np.isfinite(array).all() for array in found.values()):
            raise ModelError(self._model, "answers with numbers that are not finite")
        return found
