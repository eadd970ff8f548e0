"""Words that suggest danger now, told from what is denied, long past, or spoken of in training and asking."""

import pytest

from safeguards.danger import signs_of_danger
from tests.safeguards.score import SETS, read

DANGER = [
    "She told me she wants to die and the baby would be better off without her.",
    "He hits the baby when he is drunk.",
    "dad hit her again last night in front of the kids",
    "There were bruises all over his back and she could not say why.",
    "The toddler has been locked in a closet.",
    "They left the children home alone all night.",
    "I am scared he is going to hurt the baby.",
    "Her boyfriend threatened to kill her.",
    "There is no food in the house and they have not eaten in two days.",
    "He shook the baby to make her stop crying.",
    "Grandpa touched her private parts, she said.",
    "She is afraid for her life.",
    "She has a history of depression and says today that she wants to kill herself.",
    "I don’t know if he hits her, but the child says that dad beats mom.",
    "The child is in danger.",
    "Me dijo que se quiere morir… que quiere morirse.",
    "El papá le pega con el cinturón.",
    "La golpea delante de los niños.",
    "Tiene moretones en la espalda.",
    "Los dejan solos en casa toda la noche.",
    "La amenazó con matarla.",
    "Dice que no quiere vivir.",
    "No hay comida en la casa.",
    "Un tío abusó de la niña.",
    "Tiene miedo de volver a su casa.",
]
CALM = [
    "",
    "There were no bruises on his back.",
    "She denies wanting to hurt herself.",
    "We had a training on suicide prevention.",
    "I asked about suicide, as the protocol says.",
    "She was abused as a child and wants it otherwise for her son.",
    "He hits the drum and laughs.",
    "She hits her milestones.",
    "Years ago her partner beat her, and she left him.",
    "I am starving, said the boy, and ate four pancakes.",
    "No tiene moretones en la espalda.",
    "Fuimos a un taller de prevención del suicidio.",
    "El papá le pega una estampita en la mano.",
    "The baby cried and her mother held her by the window.",
]


@pytest.mark.parametrize("text", DANGER)
def test_it_is_noticed(text):
    for start, end in signs_of_danger(text):
        assert text[start:end].strip()
        break
    else:
        pytest.fail("nothing noticed")


@pytest.mark.parametrize("text", CALM)
def test_it_is_left_alone(text):
    assert signs_of_danger(text) == ()


def test_places_are_code_points_also_behind_emoji_and_marks():
    text = "😀👩🏽‍🍼 El papa\u0301 la golpea."
    ((start, end),) = signs_of_danger(text)
    assert text[start:end] == "la golpea"


def test_no_passage_without_danger_is_taken_for_one():
    assert [row["text"] for row in read(*SETS) if signs_of_danger(row["text"])] == []
