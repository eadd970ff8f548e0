"""The room for programs: the same verbs, the same `visible_to` as the pages, one file a subject."""

from ninja import Router

from forums.api import facilitating, following, moderating, rounds, talking, uploading

router = Router()
router.add_router("", talking.router)
router.add_router("", following.router)
router.add_router("", moderating.router)
router.add_router("", facilitating.router)
router.add_router("", rounds.router)
router.add_router("", uploading.router)
