"""Any ONNX detector in: its family told from its outputs, its boxes in one form.

Start with detector.py; families.py has the contracts, onnx_file.py what is refused unread.
"""

from inference.model.detector import Detector, load_detector
from inference.model.errors import ModelError

__all__ = ["Detector", "ModelError", "load_detector"]
