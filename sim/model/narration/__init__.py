"""One run as a story: its trace in plain sentences, period by period."""

from sim.model.narration.story import Story, sentences, story

__all__ = ["Story", "sentences", "story"]
