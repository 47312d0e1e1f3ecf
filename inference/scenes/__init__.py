"""Kitchens drawn by us: the demo city's clips."""
