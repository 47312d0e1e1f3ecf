"""Screens that need no camera: beside the others, on a product of their own without clips."""
