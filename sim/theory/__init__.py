"""What theory says of a table of utilities: NumPy alone, and nothing of the simulation."""
