"""What could identify a child or a family: from text to findings, in English and Spanish, offline.

    from safeguards.identifiers import find, combinations
    find("Maya, born 3/14/2024, sang.")      # [Finding(0, 4, "NAME", …), Finding(11, 20, "DATE", …)]

A form calls `find` on each of its fields in `clean` and keeps `finding.kept()`; the writer answers each finding with
one of its suggestions, with words of their own or with "not an identifier". An endpoint asked while somebody writes
(debounced, a field at a time) answers with label, offsets, `REASONS[finding.reason]` and suggestions, and stores
nothing. Offsets are of the text as sent: check the same string that is stored. What is left of a text in HTML is
checked as `cop.core.text.plain` gives it. A mention of a member (@name) is a HANDLE here: leave those that resolve
to members out before asking, or drop findings at their places.

It is a help, not a guarantee: docs/deidentification.md says where it fails.
"""

from safeguards.identifiers.combinations import Combination, combinations
from safeguards.identifiers.findings import Finding, accept, find, generalised
from safeguards.identifiers.reasons import LABEL_NAMES, LABELS, REASONS

__all__ = [
    "LABEL_NAMES",
    "LABELS",
    "REASONS",
    "Combination",
    "Finding",
    "accept",
    "combinations",
    "find",
    "generalised",
]
