"""One run as a story: its trace in plain sentences, period by period."""

from sim.model.narration.story import sentences, story

__all__ = ["sentences", "story"]
