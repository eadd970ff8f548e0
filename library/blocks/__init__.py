"""The parts that pages are made of. Every block has a form that curators understand."""

from library.blocks.fronts import FrontBlocks
from library.blocks.guides import GuideBlocks
from library.blocks.principles import PrincipleBlocks

__all__ = ["FrontBlocks", "GuideBlocks", "PrincipleBlocks"]
