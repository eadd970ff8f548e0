"""The JSON API: one router a room, the same services and permissions as the pages."""

from ninja import NinjaAPI

api = NinjaAPI(title="Community of practice", version="1")
