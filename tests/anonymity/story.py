"""What happens in the village: what both do by name, what one of them does without, and what others do about that."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from forums.models import Post, Reaction, Thread
from forums.services import (
    answers,
    arranging,
    attending,
    desk,
    drafts,
    flags,
    following_up,
    hours,
    inviting,
    meetings,
    moderation,
    polls,
    posting,
    reactions,
    reading,
    reflections,
    rounds,
    running,
    splitting,
    uploads,
)
from members.models import Follow
from members.models.moderation import ModeratorMessage
from tests.anonymity.guiding import guide
from tests.anonymity.village import NAMED, NAMES, follow, scene, settle
from tests.forums import scenes
from tests.forums.test_services_attachments import picture


def live(village):
    """All of it, and three weeks."""
    settle(village)
    live_by_name(village)
    hide(village)
    call(village)
    for passed in (12, 13, 12, 13, 14 * 24):
        village.time_passes(hours=passed)
    reflection = village.things.story.reflection
    village.do(following_up.write_back, "hidden", reflection=reflection, body="The samovar sang again.")
    village.time_passes(days=1)
    return village


def live_by_name(village):
    """Both do the same under their names, away from what is anonymous."""
    things = village.things
    for name in NAMES:
        thread = village.do(
            scene(scenes.discussion), name, title=f"{NAMED} of {name}", body=f"A {NAMED}.", tags=[NAMED]
        )
        village.say("doctor", thread, f"About your {NAMED}.")
        own = village.say(name, thread, f"Another {NAMED}.")
        village.do(reactions.react, "doctor", post=own, kind=Reaction.Kind.THANKS, on=True)
        village.do(scene(scenes.shared), name, title=f"A {NAMED} seen by {name}")
        setattr(things, f"by_{name}", thread)


def hide(village):
    """Everything that can be done without a name, and what colleagues answer."""
    begin_anonymously(village)
    reflect_anonymously(village)
    answer_anonymously(village)
    meet_anonymously(village)
    guide(village)
    moderate(village)


def begin_anonymously(village):
    do, things, principle = village.do, village.things, scenes.principle()
    kept = do(uploads.upload, "hidden", file=photo(village.who("hidden")))
    with_poll = {"question": "Which samovar?", "options": ["Brass", "Copper"]}
    things.talk = do(
        posting.start_thread, "hidden", forum=things.square, kind="discussion", title="A samovar", body="A samovar.",
        principles=[principle], tags=["samovars"], anonymous=True, poll=with_poll, files=[(kept.uuid, "A samovar")],
    )  # fmt: skip
    opening = things.talk.posts.get()
    do(polls.vote, "doctor", post=opening, choices=[1])
    do(polls.vote, "hidden", post=opening, choices=[0])
    answered = village.say("doctor", things.talk, "Whose one?")
    do(reactions.react, "hidden", post=answered, kind=Reaction.Kind.SAME, on=True)
    said = village.say(
        "hidden", things.talk, "My samovr.", anonymous=True, parent=answered, quotes=[(answered, 0, 5)]
    )
    do(posting.edit_post, "hidden", post=said, body="My samovar.")
    village.say("near", things.talk, "I see it.", quotes=[(Post.objects.get(pk=said.pk), 0, 5)], parent=said)
    do(reactions.react, "near", post=said, kind=Reaction.Kind.THANKS, on=True)
    too_much = village.say("hidden", things.talk, "One samovar too many.", anonymous=True)
    do(posting.remove_post, "hidden", post=too_much)
    do(posting.bring_back, "hidden", post=too_much)
    gone = village.say("hidden", things.talk, "A samovar to forget.", anonymous=True)
    do(posting.remove_post, "hidden", post=gone)
    do(reading.mark_all_read, "hidden")
    do(drafts.save_draft, "hidden", thread=things.talk, fields={"body": ["A samovar to come."]})
    things.said, things.opening = said, opening
    things.inside = do(
        posting.start_thread, "hidden", forum=things.porch, kind="question", title="A samovar on the porch",
        body="Does a samovar fit?", principles=[principle], anonymous=True,
    )  # fmt: skip
    fits = village.say("doctor", things.inside, "It fits.")
    do(answers.accept_answer, "hidden", post=fits)
    things.meeting = do(
        posting.start_thread, "doctor", forum=things.square, kind="discussion", title="We meet", body="Come.",
        principles=[principle], meeting={"starts_at": village.clock.now + timedelta(days=40)},
    )  # fmt: skip
    village.say("hidden", things.meeting, "With a samovar?", anonymous=True)
    do(meetings.come, "hidden", thread=things.meeting, on=True)


def reflect_anonymously(village):
    do, things = village.do, village.things
    things.story = do(
        scene(scenes.shared), "hidden", anonymous=True, asked=("pediatrics", "early-education"),
        title="The samovar by the window", what_happened="The samovar sings.", how_was_it="A samovar of my own.",
        will_try="Polish the samovar.", follow_up_weeks=2,
    )  # fmt: skip
    told = village.say("doctor", things.story, "I wonder about it.", kind="wonder")
    village.say("apart", things.story, "I notice it too.", kind="notice")
    do(following_up.say_helped, "hidden", post=told)
    village.say("hidden", things.story, "The samovar wonders back.", parent=told, anonymous=True)
    do(posting.take_away, "hidden", thread=Thread.objects.get(pk=things.story.pk), body="One samovar less.")
    # One that goes further and one that is taken back.
    withdrawn = do(scene(scenes.shared), "hidden", anonymous=True, title="A samovar taken back")
    do(reflections.withdraw, "hidden", reflection=withdrawn.reflection)
    things.moment = do(
        scene(scenes.shared), "hidden", anonymous=True, title="A small samovar", forum=things.porch,
        asked=("pediatrics",),
    )  # fmt: skip


def answer_anonymously(village):
    """In conversations that others began: a reflection that asks for the sector, and a talk."""
    do, things = village.do, village.things
    things.asked = do(scene(scenes.shared), "doctor", title="Who knows tea?", asked=("home-visiting",))
    things.waits = do(scene(scenes.shared), "doctor", title="Still waiting", asked=("home-visiting",))
    opening = things.asked.posts.get()
    for name in NAMES:
        do(inviting.hand_over, "moderator", thread=things.asked, member=village.who(name))
    offered = village.say("hidden", things.asked, "Try a samovar.", kind="idea", anonymous=True)
    do(following_up.say_helped, "doctor", post=offered)
    do(reactions.react, "hidden", post=opening, kind=Reaction.Kind.AFFIRMS, on=True)
    for name in NAMES:
        do(follow(Follow.Level.WATCHING), name, target=things.asked)
    things.offered = offered
    do(flags.raise_flag, village.hidden, post=things.by_wilhelmina.posts.get(position=2), kind="unkind")


def meet_anonymously(village):
    """In a round both say that they are here, and both get their hours; one of them spoke by sector only."""
    do, things, begins = village.do, village.things, village.clock.now + timedelta(hours=1)
    things.round = do(
        rounds.schedule, "moderator", forum=things.square, title="A round", body="We look at one.",
        meeting={"starts_at": begins, "zone": "UTC"}, cases=[things.story],
    )  # fmt: skip
    village.clock.now = begins
    do(running.lead, "moderator", thread=things.round, act="start")
    for name in NAMES:
        do(attending.be_here, name, thread=things.round, on=True)
    village.say("hidden", things.round, "A samovar for the round.", anonymous=True)
    do(running.lead, "moderator", thread=things.round, act="end")
    minutes = {village.who(name).pk: 60 for name in NAMES}
    do(hours.sign, "moderator", thread=things.round, minutes=minutes)
    do(rounds.sum_up, "moderator", thread=things.round)


def moderate(village):
    """What moderators do about somebody of whom they know the sector."""
    do, things = village.do, village.things
    do(flags.raise_privacy_concern, "near", post=things.offered)
    do(moderation.restore_post, "moderator", post=things.offered)
    do(arranging.hide_thread, "moderator", thread=things.moment)
    do(arranging.show_thread, "moderator", thread=things.moment)
    parted = do(
        splitting.split_posts, "moderator", thread=things.talk, posts=[things.said], title="Parted samovar",
        reason="Another matter.",
    )  # fmt: skip
    things.parted = parted
    about = Post.objects.get(pk=things.opening.pk)
    for kind in (ModeratorMessage.Kind.NOTE, ModeratorMessage.Kind.WARNING):
        do(desk.write_to_author, "moderator", post=about, kind=kind, text="Please look again.")
    until = village.clock.now + timedelta(days=60)
    do(
        desk.write_to_author, "moderator", post=about, kind=ModeratorMessage.Kind.SILENCE, text="For a while.",
        until=until,
    )  # fmt: skip
    do(flags.raise_privacy_concern, "near", post=things.said)


def call(village):
    """A colleague calls both by name where one of them is anonymous."""
    for name in NAMES.values():
        village.say("doctor", village.things.inside, f"@{name}, do you know a {NAMED}?")


def photo(member):
    """A picture that says who took it."""
    exif = Image.Exif()
    exif[0x013B] = member.display_name
    return SimpleUploadedFile(
        "kitchen.jpg", picture(exif=exif, comment=member.display_name.encode()), content_type="image/jpeg"
    )
