"""What curators put first where somebody asks just that (search.models.BestBet), as far as it is what was asked for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from cop.core.kept import Kept
from library.models import GuidePage
from search.analysis import asked_as
from search.asked import Asked
from search.engines import Hit, ask
from search.models import BestBet

ANOTHER_QUESTION = {"phrase", "either", "without"}  # parts of the box that say more than plain words


@dataclass(frozen=True)
class Target:
    """`keys`: an entry for each language that there is, the one that was chosen first."""

    keys: tuple[str, ...]
    languages: tuple[str, ...]

    def best(self, there: set[str], language: str) -> str | None:
        """The entry in this language, else the first, of those that are there."""
        pairs = [pair for pair in zip(self.keys, self.languages, strict=True) if pair[0] in there]
        return min(pairs, key=lambda pair: pair[1] != language)[0] if pairs else None


def first(this: Asked, language: str) -> list[str]:
    """The entries to show before all others, at most three. The engine looks which of them the filters let through."""
    query = this.query
    if (
        query.sort == "newest"
        or not this.box.plain
        or any(p.kind in ANOTHER_QUESTION for p in this.box.parts)
    ):
        return []
    targets = chosen_for(" ".join(word for word, _open in this.box.plain))
    keys = {key for target in targets for key in target.keys}
    if not keys:
        return []
    groups = frozenset(keys if query.groups is None else keys & query.groups)
    alone = replace(query, text="", units=(), groups=groups, page=1, size=len(keys))
    there = {hit.group for hit in ask(lambda engine: engine.search(alone)).hits}
    return list(dict.fromkeys(key for target in targets if (key := target.best(there, language))))


def before(hits: Sequence[Hit], chosen: Sequence[str], page: int) -> list[Hit]:
    """The chosen ones lead the first page, and stand nowhere else."""
    found = {hit.group: hit for hit in hits}
    leading = [found.get(key) or Hit(key, (key,)) for key in chosen] if page == 1 else []
    return leading + [hit for hit in hits if hit.group not in chosen]


def chosen_for(text: str) -> tuple[Target, ...]:
    known = current()
    return next((known[key] for key in sorted(asked_as(text)) if key in known), ())


def _read() -> dict[tuple[str, ...], tuple[Target, ...]]:
    rows = list(BestBet.objects.filter(in_use=True).order_by("pk"))
    raw = {row.pk: [(block["type"], block["value"]) for block in row.targets.raw_data] for row in rows}
    guides = _guides({value for blocks in raw.values() for kind, value in blocks if kind == "guide"})
    found: dict[tuple[str, ...], tuple[Target, ...]] = {}
    for row in rows:
        targets = [
            guides.get(value) if kind == "guide" else Target((f"resource:{value}",), ("",))
            for kind, value in raw[row.pk]
        ]
        for key in (key for line in row.lines for key in asked_as(line)):
            found.setdefault(key, tuple(filter(None, targets)))
    return found


def _guides(chosen: set[Any]) -> dict[Any, Target]:
    """The guides with these numbers, each in all its languages."""
    same = GuidePage.objects.filter(pk__in=chosen).values("translation_key")
    rows = GuidePage.objects.filter(translation_key__in=same).order_by("pk")
    versions: dict[Any, list[tuple[int, str]]] = {}
    for pk, key, language in rows.values_list("pk", "translation_key", "locale__language_code"):
        versions.setdefault(key, []).append((pk, language))
    out = {}
    for several in versions.values():
        for pk, _language in several:
            if pk in chosen:
                ordered = sorted(several, key=lambda one: one[0] != pk)
                out[pk] = Target(
                    tuple(f"guide:{n}" for n, _l in ordered), tuple(code for _n, code in ordered)
                )
    return out


current = Kept(_read)
