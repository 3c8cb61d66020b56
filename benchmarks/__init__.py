"""What is measured, and never asserted: ratios in one run on one machine."""

import sim  # noqa: F401  # before NumPy, as commands do: see there what that changes
