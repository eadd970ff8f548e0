"""Addresses of the members room."""

from django.urls import path

from members.views import circles, messages, moderation, people, profile, record

app_name = "members"
urlpatterns = [
    path("welcome/", people.welcome, name="welcome"),
    path("members/<uuid:uuid>/", people.member_detail, name="member-detail"),
    path("members/<uuid:uuid>/block/", people.block_set, name="block-set"),
    path("profile/", profile.profile_edit, name="profile-edit"),
    path("profile/sign-out-everywhere/", profile.sign_out_everywhere, name="sign-out-everywhere"),
    path("profile/coach/", profile.coach_switch, name="coach-switch"),
    path("look/", profile.look, name="look"),
    path("profile/tokens/", profile.token_list, name="token-list"),
    path("profile/tokens/<int:pk>/revoke/", profile.token_revoke, name="token-revoke"),
    path("circles/", circles.circle_list, name="circle-list"),
    path("circles/<slug:slug>/", circles.circle_detail, name="circle-detail"),
    path("circles/<slug:slug>/seat/", circles.circle_seat, name="circle-seat"),
    path("circles/<slug:slug>/leave/", circles.circle_leave, name="circle-leave"),
    path("messages/", messages.message_list, name="message-list"),
    path("messages/<uuid:uuid>/", messages.message_detail, name="message-detail"),
    path("messages/<uuid:uuid>/acknowledge/", messages.message_acknowledge, name="message-acknowledge"),
    path("moderation/record/", record.record_page, name="record"),
    path("moderation/record.csv", record.record_file, name="record-file"),
    path("moderation/members/", moderation.member_moderation, name="moderation"),
    path("moderation/members/<uuid:uuid>/approve/", moderation.member_approve, name="member-approve"),
    path("moderation/members/<uuid:uuid>/decline/", moderation.member_decline, name="member-decline"),
    path("moderation/members/<uuid:uuid>/pause/", moderation.member_suspend, name="member-suspend"),
    path("moderation/members/<uuid:uuid>/lift/", moderation.member_lift, name="member-lift"),
    path("moderation/members/<uuid:uuid>/history/", moderation.member_history, name="member-history"),
    path("moderation/members/<uuid:uuid>/speak/", moderation.member_speak, name="member-speak"),
]
