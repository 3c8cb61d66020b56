"""What theory says of a scenario, or of a game that is no negotiation, without simulating it."""
