"""The demo organisation: an invented district with its departments, people, guides, courses and a year of training.

Texts are TOML files beside this package; everything is written through the services that people use.
"""

from pathlib import Path

FOLDER = Path(__file__).parent
