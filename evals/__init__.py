"""How well the coder does, and the floors below which it must not fall."""
