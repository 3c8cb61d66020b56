"""What is measured, and never asserted: ratios in one run on one machine."""

import os

# As `sim` sets it (its place); here for what is measured beside it too.
os.environ.setdefault("NUMPY_MADVISE_HUGEPAGE", "0")
