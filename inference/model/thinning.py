"""Of overlapping boxes of one class the surest stays."""

import cv2
import numpy as np

from inference.detections import F32, I64

OVERLAP = 0.5
_MOST = 1000


def thin(xyxy: F32, score: F32, class_id: I64) -> I64:
    """Indices of the boxes that stay, (m,); of very many only the surest thousand compete."""
    if not len(score):
        return np.zeros(0, np.int64)
    best = np.argsort(-score, kind="stable")[:_MOST]
    xywh = np.concatenate([xyxy[best, :2], xyxy[best, 2:] - xyxy[best, :2]], axis=1)
    kept = cv2.dnn.NMSBoxesBatched(
        xywh.tolist(), score[best].tolist(), class_id[best].tolist(), 0.0, OVERLAP
    )
    return np.asarray(best[np.asarray(kept, np.int64)], np.int64)
