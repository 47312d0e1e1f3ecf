"""The demonstration city: made from a seed, at true scale, honestly marked."""
