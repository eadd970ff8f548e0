"""Names, bodies and places that are ordinary words too: what stands around tells them from the words."""

import pytest

from safeguards.identifiers import find


def found(text):
    return [text[one.start : one.end] for one in find(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Esperanza, que perdió a su bebé, me enseñó la foto.", "Esperanza"),
        ("Amparo me pidió que no estacionara el carro ahí.", "Amparo"),
        ("Alba se despierta temprano y canta.", "Alba"),
        ("Luz nos dijo que no quería volver.", "Luz"),
        ("Socorro había trabajado de noche toda la vida.", "Socorro"),
        ("Estrella dibuja círculos.", "Estrella"),
        ("Angelito pesa dos kilos y manda en la casa.", "Angelito"),
        ("Ayer le di de comer a Cielo mientras su mamá dormía.", "Cielo"),
        ("Domingo, su papá, carga cajas en la Sala Dos.", "Domingo"),
        ("Le dicen el Gordo y se ríe.", "Gordo"),
        ("Summer checks each finger before she lets him lift her.", "Summer"),
        ("Hope's shoes were still wet.", "Hope"),
        ("Then True handed me the spoon.", "True"),
        ('"Ocean, come sit," his aunt said.', "Ocean"),
        ("hoy vi a la familia tun pop y el bebe ya gatea", "tun pop"),
        ("Entra a las seis a Panificadora San Telmo.", "Panificadora San Telmo"),
        ("Trabaja en la Lavandería Industrial Cóndor de noche.", "Lavandería Industrial Cóndor"),
        ("La Ferretería El Tornillo le dio trabajo.", "Ferretería El Tornillo"),
        ("She was let go from Kessler Plumbing in May.", "Kessler Plumbing"),
        ("She stocks shelves at Garcia's Market.", "Garcia's Market"),
        ("His father is deployed with the 214th Engineer Company.", "214th Engineer Company"),
        ("Está en la 3.ª Brigada de Infantería.", "3.ª Brigada de Infantería"),
        ("Rosa Delgado", "Rosa Delgado"),
        ("Her uncle, T. J. Moreau, coaches us.", "T. J. Moreau"),
        ("Prudencia cuenta las pastillas en voz alta para Tomás.", "Prudencia"),
        ("The Somali Bantu Association lent us chairs.", "Somali Bantu Association"),
        ("We met at the Blue Door on Friday.", "Blue Door"),
        ("A volunteer from First Presbyterian holds the babies.", "First Presbyterian"),
        ("Consuelo y yo nos sentamos en la banqueta.", "Consuelo"),
        ("Sterling only answers to his uncle.", "Sterling"),
        ("We live in Cedar-Riverside now.", "Cedar-Riverside"),
        ("La señora Choque bajó de El Alto con su wawa.", "El Alto"),
        ("Se mudaron desde Chiquimula hace un mes.", "Chiquimula"),
        ("The claim for member XQT 80 551 926 was denied.", "XQT 80 551 926"),
        ("Su DNI es 45.223.118.", "45.223.118"),
    ],
)
def test_who_or_what_is_meant_is_found(text, words):
    assert words in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Esperanza es lo que nos queda.",
        "Luz verde para el proyecto.",
        "Nada me dijo la doctora. Ella me contó todo. Nadie se rió.",
        "Soledad, eso es lo que siente ella.",
        "Paciencia, que todo llega. Sol y sombra en el patio.",
        "La luz se fue a las seis. Mayo se nos fue volando.",
        "Santa paciencia la de esa abuela. Reina la calma en la sala.",
        "Visité a doña, le digo yo, y se ríe.",
        "Vienen del departamento de Chimaltenango, del estado de Puebla.",
        "la familia grande come junta, la familia no vino hoy",
        "El Taller de Crianza empezó en mayo. El hotel no tenía cuna.",
        "Ivy climbs the fence behind our yard. Autumn came early.",
        "Hope springs up where you least look. Grace is what I lacked.",
        "The unit is quiet at night. Mark the date on her card.",
        "La Cruz Roja nos prestó sillas. Risa nos dio a las dos. Sana, sana, colita de rana.",
        "My hands are free. At the Fourth of July party he cried.",
        "At the Parent Café we laughed. At the Welcome Table we put apples. En la Sala Dos hay un acuario.",
        "In Facilitating Attuned Interactions we match the affect. Tú y yo sabemos esperar.",
        "In case 20 families come, she is in group 3 of 4.",
        "Martes de lluvia y nadie vino. Dolor de espalda, dijo la abuela.",
    ],
)
def test_the_words_themselves_are_left_alone(text):
    assert found(text) == []
