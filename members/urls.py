"""Addresses of the members room."""

from django.urls import path

from members import views

app_name = "members"
urlpatterns = [
    path("profile/", views.profile_edit, name="profile-edit"),
    path("profile/tokens/", views.token_list, name="token-list"),
    path("profile/tokens/<int:pk>/revoke/", views.token_revoke, name="token-revoke"),
    path("members/<uuid:uuid>/", views.member_detail, name="member-detail"),
]
