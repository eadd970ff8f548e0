"""The shape of a reflection for programs. How it was for its author leaves only where they share it."""

from typing import Any, Literal

from ninja import Schema

from forums.models import Reflection


class ReflectionOut(Schema):
    """What colleagues read of a case reflection (or an ordinary moment, which fills a few of its fields), in place of an opening text. How it was for its author is there only
    where they share it."""

    kind: Literal["case", "moment"]
    question: str
    moment: str
    age_band: str
    setting: str
    what_happened: str
    already_working: str
    strengths: list[str]
    wondering: str
    not_asked_yet: bool
    how_was_it: str | None
    will_try: str
    please: str


def reflection_out(reflection: Reflection) -> dict[str, Any]:
    names = [name for name in ReflectionOut.model_fields if name != "how_was_it"]
    told = reflection.how_was_it if reflection.share_how_was_it else None
    return {name: getattr(reflection, name) for name in names} | {"how_was_it": told}
