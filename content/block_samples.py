"""Sample values of the blocks, for previews: one place, read by the editor's chooser and by the style guide."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).with_name("block_samples.toml")


@cache
def _samples() -> dict[str, dict[str, Any]]:
    return tomllib.loads(SAMPLES.read_text(encoding="utf-8"))


def block_sample(name: str) -> dict[str, Any]:
    """The sample value of the block that has the table `name` in block_samples.toml; KeyError without one."""
    return _samples()[name]
