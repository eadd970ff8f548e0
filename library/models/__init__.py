from library.models.media import PracticeDocument, PracticeImage, PracticeRendition
from library.models.pages import FrontPage, GuideIndexPage, GuidePage, PrincipleIndexPage, PrinciplePage
from library.models.principles import Principle
from library.models.resources import Resource

__all__ = [
    "FrontPage",
    "GuideIndexPage",
    "GuidePage",
    "PracticeDocument",
    "PracticeImage",
    "PracticeRendition",
    "Principle",
    "PrincipleIndexPage",
    "PrinciplePage",
    "Resource",
]
