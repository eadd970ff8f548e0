"""From text to findings: every rule reads the same `Reading`, then what overlaps is settled."""

from safeguards.identifiers.addresses import addresses
from safeguards.identifiers.bodies import bodies
from safeguards.identifiers.capitals import capitals
from safeguards.identifiers.dates import dates
from safeguards.identifiers.learned import learned
from safeguards.identifiers.patterns import Found, shapes
from safeguards.identifiers.people import again, people, together
from safeguards.identifiers.reading import Reading
from safeguards.identifiers.signs import Signs
from safeguards.identifiers.small_doors import small_doors
from safeguards.identifiers.small_homes import small_homes
from safeguards.identifiers.small_people import small_people
from safeguards.identifiers.small_places import small_places
from safeguards.identifiers.small_spanish import small_spanish
from safeguards.identifiers.towns import towns

# Of findings that overlap the one further left here stays.
_ORDER = {
    "email": 0,
    "url": 1,
    "handle": 2,
    "phone": 3,
    "date": 4,
    "ip": 4,
    "age": 5,
    "number": 6,
    "initials": 7,
}
_ORDER |= {"address": 8, "organization": 9, "place": 10, "town": 11, "name": 12, "again": 13}


def spans(reading: Reading) -> list[Found]:
    """Findings in offsets of the reading's plain text, in order, none overlapping."""
    shaped = settled([*shapes(reading), *dates(reading), *addresses(reading)])
    signs = Signs(reading, [(start, end) for start, end, _label, _reason in shaped])
    named = [*bodies(signs), *small_places(signs), *small_spanish(signs), *towns(signs), *capitals(signs)]
    if reading.careless:
        named += [*small_doors(signs), *small_homes(signs)]
    found = settled([*shaped, *named])
    signs.busy = signs._busy([(start, end) for start, end, _label, _reason in found])
    found = settled([*found, *people(signs), *small_people(signs)])
    if signs.reading.careless:
        found = settled([*found, *together(signs, found)])
        signs.busy = signs._busy([(start, end) for start, end, _label, _reason in found])
        found = settled([*found, *learned(signs)])
    return [one for one in settled([*found, *again(signs, found)]) if one[2]]


def settled(found: list[Found]) -> list[Found]:
    kept: list[Found] = []
    for one in sorted(found, key=lambda one: (one[0], _ORDER[one[3]], -one[1])):
        while kept and one[0] < kept[-1][1]:
            if _ORDER[one[3]] < _ORDER[kept[-1][3]]:
                kept.pop()
                continue
            break
        else:
            kept.append(one)
    return kept
