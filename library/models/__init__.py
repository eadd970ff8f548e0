from library.models.ages import AgeBand
from library.models.attached import GuideResource
from library.models.collections import CollectionIndexPage, CollectionPage, CollectionShare, Progress
from library.models.extracts import Extract
from library.models.freshness import Link, Review
from library.models.fronts import FrontPage
from library.models.guides import GuideIndexPage, GuidePage
from library.models.handouts import GuideHandout
from library.models.keeping import Folder, KeptResource
from library.models.media import PracticeDocument, PracticeImage, PracticeRendition
from library.models.principle_pages import PrincipleIndexPage, PrinciplePage
from library.models.principles import Principle
from library.models.proposing import Proposal
from library.models.readings import Reading
from library.models.resources import Resource
from library.models.reviewing import PeerReview, PeerReviewTask
from library.models.tree import known_indexes, page_at
from library.models.visibility import VisiblePageQuerySet

__all__ = [
    "AgeBand",
    "CollectionIndexPage",
    "CollectionPage",
    "CollectionShare",
    "Extract",
    "Folder",
    "FrontPage",
    "GuideHandout",
    "GuideIndexPage",
    "GuidePage",
    "GuideResource",
    "KeptResource",
    "Link",
    "PeerReview",
    "PeerReviewTask",
    "PracticeDocument",
    "PracticeImage",
    "PracticeRendition",
    "Principle",
    "PrincipleIndexPage",
    "PrinciplePage",
    "Progress",
    "Proposal",
    "Reading",
    "Resource",
    "Review",
    "VisiblePageQuerySet",
    "known_indexes",
    "page_at",
]
