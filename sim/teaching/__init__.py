"""For classes: exercises that mark themselves, and games that people play."""
