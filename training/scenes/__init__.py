"""Practice talks: what a scene is, what may be wrong with it, how it is played and judged. Plain data, no database."""

from .checking import SceneFault, check
from .playing import ImpossibleChoice, Play, State, Step, play
from .scene import SKILLS, Ending, Moment, Reply, Rule, Scene, read_scene
from .scoring import Outcome, maximum_points

__all__ = [
    "SKILLS",
    "Ending",
    "ImpossibleChoice",
    "Moment",
    "Outcome",
    "Play",
    "Reply",
    "Rule",
    "Scene",
    "SceneFault",
    "State",
    "Step",
    "check",
    "maximum_points",
    "play",
    "read_scene",
]
