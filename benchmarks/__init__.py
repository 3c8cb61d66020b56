"""What is measured, and never asserted: ratios in one run on one machine."""
