"""Frames to detections to alerts, in a process of its own; never imports dash."""
