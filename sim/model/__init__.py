"""The model: talks, parties, stages, protocols, strategies, and the conflict around them.

Nothing is imported here, so that the names of strategies, protocols and rules can be looked up
without Mesa.
"""
