"""For classes: games that people play, saved, replayed and pooled; and exercises."""
