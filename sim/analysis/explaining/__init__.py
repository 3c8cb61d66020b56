"""The page of an explanation: what a result hangs on, in sections."""
