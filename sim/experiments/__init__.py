"""Many runs: blocks, workers, the two uncertainties, and results."""
