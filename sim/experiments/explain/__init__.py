"""Why it came out so: what a result hangs on."""
