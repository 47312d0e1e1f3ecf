"""A package, so that the product of its tests ends with the last of them."""
