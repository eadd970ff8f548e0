"""Pictures, films and recordings, each also for whoever does not see or hear it."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from library.blocks.bases import PracticeBlock
from library.blocks.choosers import TEXT_FEATURES
from library.blocks.gathered import DocumentChoice, FoundImageBlock
from library.blocks.standing import stands
from library.embeds import player_for

MEDIA = {"mp4": "video", "webm": "video", "mp3": "audio", "m4a": "audio", "ogg": "audio"}
SHOW = _("Show and hand on")


def kind_of(file):
    """How a browser plays a file: "video" or "audio", "" where it cannot or there is none."""
    return MEDIA.get(file.file_extension.lower(), "") if file else ""


class PictureBlock(PracticeBlock):
    """A picture that is never mere decoration: in a guide it says something, so words must say it too."""

    image = FoundImageBlock(
        label=_("Image"), help_text=_("Nobody recognizable: no face, no name on a wall, no house number.")
    )
    caption = blocks.CharBlock(label=_("Caption"), max_length=240, required=False)

    class Meta:
        icon = "image"
        group = SHOW
        label = _("Image")
        description = _("A picture with words for whoever does not see it.")
        template = "library/blocks/picture.html"

    def clean(self, value):
        if stands(self, value):
            return value
        image = None if self.is_deferred_validation else value["image"]
        if image and (image.decorative or not image.contextual_alt_text):
            text = _("Say in words what the picture shows, for whoever does not see it.")
            wrong = StructBlockValidationError(block_errors={"alt_text": ValidationError(text)})
            raise StructBlockValidationError(block_errors={"image": wrong})
        return super().clean(value)

    def is_there(self, value):
        return bool(value["image"])

    def sample(self):
        """The newest picture of the library, where there is one."""
        model = self.child_blocks["image"].child_blocks["image"].target_model
        image = model.objects.order_by("-pk").first()
        return {"image": {"image": image, "alt_text": ""}, "caption": gettext("What it shows, in one line.")}


class EmbedBlock(PracticeBlock):
    """A video or a recording, of another site or our own. Nothing is asked of another site before play is pressed."""

    url = blocks.URLBlock(
        label=_("Link"),
        required=False,
        help_text=_(
            "YouTube and Vimeo play on the page, after the reader pressed play; others open at their own site."
        ),
    )
    file = DocumentChoice(label=_("Or a file of our own"), required=False)
    captions = DocumentChoice(
        label=_("Captions"),
        required=False,
        help_text=_("A WebVTT file (.vtt) with what is said and heard; a film of our own must have one."),
    )
    title = blocks.CharBlock(label=_("Title"), max_length=160)
    length = blocks.CharBlock(label=_("Length"), max_length=20, required=False, help_text=_("6 min"))
    poster = FoundImageBlock(label=_("Still picture"), required=False)
    transcript = blocks.RichTextBlock(
        label=_("Transcript"),
        features=TEXT_FEATURES,
        required=False,
        help_text=_(
            "For whoever does not hear it, or sits in a waiting room without headphones. Files of our own must have one."
        ),
    )

    class Meta:
        icon = "media"
        group = SHOW
        label = _("Watch or listen")
        description = _("A film or a recording, with its captions and all that is said in it.")
        template = "library/blocks/embed.html"
        form_layout = blocks.BlockGroup(
            children=[
                "title",
                "length",
                blocks.BlockGroup(children=["url", "file", "poster"], heading=_("Where it is")),
                blocks.BlockGroup(
                    children=["captions", "transcript"], heading=_("For whoever does not hear it")
                ),
            ]
        )

    def clean(self, value):
        if stands(self, value):
            return value
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        errors = {}
        file, captions = cleaned["file"], cleaned["captions"]
        kind = kind_of(file)
        if bool(cleaned["url"]) == bool(file):
            errors["url"] = ValidationError(_("Give a link or a file of our own: one of the two."))
        elif file and not kind:
            errors["file"] = ValidationError(
                _("A browser cannot play this file. Use MP4, WebM, MP3, M4A or OGG.")
            )
        elif file and not cleaned["transcript"].source.strip():
            errors["transcript"] = ValidationError(
                _("Write down what is said, for whoever does not hear it.")
            )
        if captions and captions.file_extension.lower() != "vtt":
            errors["captions"] = ValidationError(_("Captions are a WebVTT file: its name ends in .vtt."))
        elif kind == "video" and not captions:
            errors["captions"] = ValidationError(_("A film of our own needs captions, as a WebVTT file."))
        elif captions and kind != "video":
            errors["captions"] = ValidationError(_("Captions belong to a film of our own."))
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return cleaned

    def is_there(self, value):
        return bool(value["url"] or value["file"] or value["transcript"].source.strip())

    def get_context(self, value, parent_context=None):
        """`player`: of a site that we know, or None; `media`: "video" or "audio" for a file of our own; `caption_language`."""
        context = super().get_context(value, parent_context)
        context["player"] = player_for(value["url"]) if value.get("url") else None
        page = context.get("page")
        context["caption_language"] = page.locale.language_code if page and page.locale_id else ""
        context["media"] = kind_of(value.get("file"))
        return context

    def sample(self):
        said = gettext("What is said, from the first word to the last.")
        return {
            "url": "https://vimeo.com/76979871",
            "title": gettext("Six minutes at a kitchen table"),
            "length": gettext("6 min"),
            "transcript": f"<p>{said}</p>",
        }
