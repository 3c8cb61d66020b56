"""The page of what a result hangs on, section by section."""
