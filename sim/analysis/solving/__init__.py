"""What theory says of a scenario or a game, in plain words."""
