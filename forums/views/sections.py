"""The conversation about a guide or one of its sections: as a page of its own, and in place by a script."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cop.core.problems import wants_json
from forums.authors import counted
from forums.forms.sections import SectionForm
from forums.models.authored import State
from forums.services import sections
from forums.showing.sections import place_of_sections, question_of, talks_of
from forums.views.identifying import say
from forums.views.speaking import problem_of, sent, speaker_among, speaker_in, status_of
from library.models import GuidePage
from members.permissions import check_member

PARTS = {"talk": "section_talk_body", "form": "section_form"}  # what a script takes: `?part=`


@require_http_methods(["GET", "HEAD", "POST"])
@counted()
def section_talk(request, pk, section=None):
    """What was said lately about a guide or a section that asks, and the form for one's own word. `?part=`: one of both
    alone."""
    part = PARTS.get(request.GET.get("part", ""))
    if part == PARTS["talk"] and request.method != "POST":
        context = about(request, pk, section)
        return render(request, f"forums/fragments/{part}.html", context | {"talk": talk_in(request, context)})
    return speak(request, pk, section, part)


def about(request, pk, section):
    """The guide and its question, if the viewer may see them and all members may."""
    guides = GuidePage.objects.visible_to(request.user).open_to_members().select_related("locale")
    guide = get_object_or_404(guides, pk=pk)
    question = question_of(guide, section)
    if question is None:
        raise Http404
    return {"guide": guide, "question": question, "section": section}


def talk_in(request, context):
    section = context["section"]
    return talks_of(request.user, context["guide"], [section])[section]


@login_required
def speak(request, pk, section, part):
    check_member(request.user)
    context = about(request, pk, section)
    form = SectionForm(sent(request), auto_id=f"{section or pk}-%s")  # several may stand on one page
    if request.method == "POST" and form.is_valid():
        where = {"guide": context["guide"], "section": section}
        thread = say(form, sections.speak, actor=request.user, **where, **form.cleaned_data)
        waits = thread and thread.posts.filter(author=request.user.pk, state=State.HELD).exists()
        if waits and not wants_json(request):
            messages.warning(
                request, _("A moderator reads what you said first. Until then you alone see it.")
            )
        if thread and not wants_json(request):
            return redirect(f"{context['guide'].url}#{section or 'talk'}")
        if thread:
            context |= {"talk": talk_in(request, context), "waits": waits}
            return render(request, "forums/fragments/section_talk_body.html", context, status=201)
    if wants_json(request) and form.is_bound:
        return problem_of(form)
    talk = talk_in(request, context)
    context |= {"form": form, "talk": talk, "speaker": speaker(request.user, talk)}
    template = f"forums/fragments/{part}.html" if part else "forums/section_talk.html"
    return render(request, template, context, status=status_of(form))


def speaker(viewer, talk):
    if talk.thread:
        return speaker_in(viewer, talk.thread)
    place = place_of_sections()
    return speaker_among(viewer, [place] if place else [])
