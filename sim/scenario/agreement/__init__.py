"""Two codings of one conflict: how far they agree, and one scenario that spans both."""
