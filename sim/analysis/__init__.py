"""What came of a scenario, for a person: the page, its figures, and the words of both."""
