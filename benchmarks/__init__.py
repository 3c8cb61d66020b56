"""What is measured, and never asserted: ratios in one run on one machine."""

import os

# As `sim` sets it, whose place this is; here for all that is measured, also what does without `sim`.
os.environ.setdefault("NUMPY_MADVISE_HUGEPAGE", "0")
