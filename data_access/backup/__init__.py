"""One archive of a whole installation, and the way back from it."""
