"""What members choose: an option of a poll, or to come to a meeting. Who chose what is shown to nobody."""

from django.db import models


class PollVote(models.Model):
    """One chosen option of the poll in `post`, by its place in the list. The numbers stand in `Post.poll`."""

    post = models.ForeignKey("forums.Post", models.CASCADE, related_name="votes")
    member = models.ForeignKey("members.User", models.CASCADE, related_name="+")
    option = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "member", "option"], name="poll_vote_once")]

    def __str__(self):
        return f"{self.post_id}"


class Coming(models.Model):
    """A member will come to the meeting of a thread."""

    thread = models.ForeignKey("forums.Thread", models.CASCADE, related_name="coming")
    member = models.ForeignKey("members.User", models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "member"], name="coming_once")]

    def __str__(self):
        return f"{self.thread_id}"
