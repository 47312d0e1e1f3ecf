"""Registers from files: mapping, checking rows, writing them idempotently."""
