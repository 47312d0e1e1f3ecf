"""Kitchens drawn by us: the demo city's clips, and labelled pictures to train on."""
