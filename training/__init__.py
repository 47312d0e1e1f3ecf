"""Our own detector: its data, net, training, measures and card.

A room of its own that the product never imports. Only `net`, `assign`, `loss`, `loop`, `export`
and `batches` need torch (the extra `train`); the rest is numpy and OpenCV.
"""
