"""The rules of food-safety supervision: pure functions and frozen data, no input or output."""
