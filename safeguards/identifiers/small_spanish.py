"""Bodies and places typed small in Spanish, which puts the head first: "la guarderia rayito de sol", "en la colonia las flores".

A noun right behind a noun is no Spanish grammar but a name: "la clinica buen pastor". What else stands behind a head
without "de" is known: what it is like, what it does, when and where.
"""

from collections.abc import Iterator

from safeguards.identifiers.lexicon import listed, words_of
from safeguards.identifiers.patterns import Found
from safeguards.identifiers.signs import INSIDE, Signs, cues, heads

_STREETS = words_of(
    "calle avenida calzada carretera callejon colonia col barrio fraccionamiento fracc ejido residencial apartamentos"
    " departamentos deptos parque trailera condominio condominios unidad aldea caserio canton vereda"
    " corregimiento municipio comuna rancheria edificio puente playa plaza"
)
_BODIES = words_of(
    "jardin cesfam cecosf cesac upa ips icbf cdi ceip posta salita liceo cole cyd caps jji hogar primaria secundaria prepa preparatoria cendi dif maternal mercado supermercado rastro empaque maquila maquiladora"
    " bodega lechera granja vivero agencia comedor capilla mision farmacia lavanderia tortilleria ferreteria hotel"
    " imprenta constructora procesadora finca"
)
#: Of which there is one in each place: "el dif de ecatepec", "el rastro de greeley".
_LOCAL = words_of("municipio aldea caserio canton vereda corregimiento rancheria comuna playa")
_KINDS = words_of(
    "salud ninos ninas dia desarrollo atencion rehabilitacion servicios apoyo cuidado maternidad vida terapia terapias"
)
_SORTS = words_of(
    "salud comunitario comunitaria infantil medico medica pediatrico pediatrica familiar primaria general ninos hogar"
    " cristiana cristiano catolica evangelica pentecostal bautista dental rural urbana bilingue maternal publica"
    " habitacional integral regional municipal"
)
_LEADING = words_of(
    "san santa santo nuestra nuevo nueva buen buena gran mi mis pequeno pequena pequenos pequenas dulce dulces gotita"
    " rayito rayitos casita manitas pasitos mundo divino sagrado sagrada primeros primeras"
)
_NURSERIES = words_of("kinder guarderia preescolar colegio jardin estancia maternal cendi")
_ARTICLES = words_of("la las los el del de")
#: What a school or a street is like, when, where, and what is done there; no names.
PLAIN = words_of(
    "nueva nuevo vieja viejo grande grandes chica chico pequena bonita bonito fea especial especiales publica publico privada"
    " privado primaria secundaria bilingue cercana cercano local rural estatal federal municipal gratuita gratis mixta entera"
    " entero completa completo actual anterior anteriores pasada pasado misma mismo otra otro propia propio cerrada cerrado"
    " abierta abierto lejos cerca llena lleno sola solo sucia oscura peligrosa segura tranquila virtual presencial regular"
    " normal formal charter catolica cristiana evangelica dental medica movil ambulante diurna nocturna vespertino vespertina"
    " matutino matutina tecnica agricola hoy ayer manana temprano tarde siempre nunca todavia aqui alla ahi aca alli arriba"
    " abajo enfrente afuera adentro atras donde cuando como que quien cual porque pq xq pero aunque mientras entonces asi"
    " tambien tampoco solamente nomas apenas hasta desde para por con sin sobre entre segun ante bajo hacia durante porfa"
    " gracias saludos jaja verdad cada todo toda todos todas mucho mucha muchos poco poca mas menos muy bien mal mejor peor"
    " este esta estos estas ese esa esos esas aquel aquella nos les le lo me te se ya no si ni sino o u e y a en al es son era"
    " eran fue fueron sera hay habia hubo esta estan estaba estaban tiene tienen tenia tuvo tuvieron abre abren abrio cierra"
    " cierran cerro queda quedaba quedo pide piden pidio da dan dio dieron manda mandan mando hace hacen hizo hicieron dice"
    " dicen dijo dijeron quiere quieren quiso puede pueden pudo debe deben llama llaman llamo llego llega llegan viene vienen"
    " vino va van iba iban sale salen salio entra entran entro empieza empezo termina termino sigue siguen siguio pone ponen"
    " puso cuesta cuestan cobra cobran ofrece ofrecen atiende atienden recibe reciben recibio necesita necesitan ayuda ayudan"
    " ayudo acepta aceptan acepto niega nego sabe saben espera esperan espero funciona cambia cambio paga pagan exige busca"
    " buscan pregunta pregunto avisa aviso entrega entrego reparte sirve sirven parece gusta encanta importa falta"
    " faltan dura sirvio toca toco presta presto trae trajo lleva llevo deja dejo dejan mantiene ensena ensenan cuenta"
    " respeta escucha apoya apoyo promete empezaron llevaron trajeron"
    " alta alto baja bajo larga largo ancha estrecha principal central vecina vecino infantil juvenil comunitaria comunitario"
    " familiar general hogar limpia juntos juntas bonita linda lindo hermosa preciosa gigante enorme llamada llamado mojada"
    " tomados agarrados corriendo caminando jugando sentado sentada descalzo rapido despacio horas dias semanas meses anos"
    " ingles espanol real mayor menor popular hispana latina mexicana americana gringa indigena publicas privadas"
    " completamente cristiano catolico gratuito gratuitos clinico pediatrico pediatrica medico psiquiatrico regional residencial"
)
_VERB_ENDS = tuple(
    words_of(
        "aba aban ando iendo aron ieron aria arian eria iria amos emos imos ado ada ados adas ido ida idos idas arse erse"
        " irse mente arle erle arlo"
    )
)
_OF_THE = words_of(
    "valle norte sur este oeste sol carmen rosario mar bosque lago rio socorro prado refugio pilar pueblo nino"
)
_NOUN_ENDS = ("dad", "tad", "cion", "sion", "anza", "encia", "ita", "ito", "itas", "itos", "illa", "illo")
#: First words of what is called after children's things: "primeros pasos", "manitas felices".
_BRIGHT = words_of(
    "primeros pequenos pequenas manitas pasitos semillitas semillas estrellitas angelitos caritas huellitas rayitos gotitas"
    " dulces nuevos pollitos abejitas burbujitas"
)
_MINE = words_of("pequeno pequenos pequena primeros segundo segunda dulce alegre feliz mundo")
_NOT_BRIGHT = words_of(
    "auxilios dias meses anos vez veces minutos momentos experiencia embarazo trabajo pais lengua idioma parto visita gestos ratos detalles cambios logros grupos"
)
_DWELLS = words_of(
    "vino vinieron vinimos vine viene vienen llego llegaron llegamos somos soy vive viven vivimos vivo vivia vivian vivio mudo mudaron mudamos mude mudarse mudan muda"
)
#: Behind these it has to be a city: "se fueron a fresno".
_GOES = words_of("fue fueron fuimos fui iban")
_DWELLS |= _GOES
_BESIDE = words_of("en de por a desde cerca atras rumbo hasta hacia")
#: Towns that one also is "en" otherwise.
_NO_TOWNS = words_of(
    "alturas americana apartado codo colonia condado cuero cueros horizonte limpio mito paraiso picos prosperidad taza aventura"
    " encanto escondido urbana capas escalon gigante pana pila portales centro obra regla tema gracia libertad plano tanta"
    " madera banda cerro frontera campana extrema estancia manta pueblo mesa vista media medias oral central sector sale post"
    " metro azul naranja amarillo rosa oro plata mayo largo breves union normal van linea camas custodia goma plato canela"
    " salida retiro registro republica universidad ventas marina laguna playa espanola latina cuba corona alma anda mora tome"
    " peculiar superior liberal noble hit star page imperial turbo temple delta man linda bonita bonito azul esperanza luz"
    " habra poblacion constitucion fundacion bata burla tiburon barra barras barranco sacramento encarnacion concepcion fe"
)
_NOWHERE = words_of(
    "casa paz silencio familia pareja clase terapia linea camino brazos general pobreza miedo gracia calle union soledad"
    " libertad armonia sociedad pleno pena ingles espanol domingo hotel motel renta carro lado parte medio cuarto ciudad"
    " campo pueblo rancho favor serio fin fuera eso esa esta este refugio albergue crisis trailer traila departamento"
)


def small_spanish(signs: Signs) -> Iterator[Found]:
    """Heads with what they are called, and where somebody lives."""
    if "es" not in signs.reading.languages:
        return
    for i, token in enumerate(signs.tokens):
        if signs.busy[i] or token.owns or (token.capital and not token.first and not signs.reading.shouting):
            continue
        street, body = token.key in _STREETS, token.key in (heads("front") - heads("soft")) | _BODIES
        if street or body or (token.key == "casa" and signs.after(i) == "hogar"):
            last = _called(signs, i, street)
            if last > i:
                label, reason = ("LOCATION", "place") if street else ("ORGANIZATION", "organization")
                yield token.start, signs.tokens[last].end, label, reason
        elif token.key in ("mi", "mis") and signs.before(i) in _BESIDE and signs.key(i + 1) in _MINE:
            if _stands(signs, i + 2) and _noun(signs, i + 2) and signs.key(i + 2) not in _NOT_BRIGHT:
                yield token.start, signs.tokens[i + 2].end, "ORGANIZATION", "organization"
        elif token.key in _BRIGHT and signs.before(i) in _BESIDE | {"de", "con"} and _pair(signs, i + 1):
            yield token.start, signs.tokens[i + 1].end, "ORGANIZATION", "organization"
        elif token.key in _DWELLS and (k := _dwelling(signs, i)):
            yield signs.tokens[k].start, signs.tokens[k].end, "LOCATION", "town"
        elif token.key == "en" and signs.reading.careless and _town(signs, i + 1):
            yield signs.tokens[i + 1].start, signs.tokens[i + 1].end, "LOCATION", "town"


def _called(signs: Signs, head: int, street: bool) -> int:
    """The last word of what this head is called, or the head itself."""
    k = head + 1
    if _stands(signs, k) and signs.key(k) in ("llamada", "llamado"):
        k += 1
    elif _stands(signs, k + 1) and (signs.key(k), signs.key(k + 1)) == ("se", "llama"):
        k += 2
    while not street and _stands(signs, k) and _stands(signs, k + 1):
        if signs.key(k) in _SORTS:
            k += 1
        elif signs.key(k) == "de" and signs.key(k + 1) in _KINDS:
            k += 2
        else:
            break
    sorted_out = k > head + 1
    article = signs.key(k) if _stands(signs, k) and signs.key(k) in _ARTICLES else ""
    if (
        article == "de"
        and signs.key(k + 1) in ("los", "las")
        or (article == "de" and street and signs.key(k + 1) == "la")
    ):
        k += 1  # "el parque de los venados"
        article = signs.key(k)
    if article:
        k += 1
    if not _stands(signs, k) or not _proper(signs, k, article, head, street, sorted_out):
        return head
    return _end(signs, k)


def _stands(signs: Signs, k: int) -> bool:
    return k < len(signs.tokens) and signs.joined(k) and not signs.busy[k]


def _proper(signs: Signs, k: int, article: str, head: int, street: bool, sorted_out: bool) -> bool:
    key, word, ordinary = signs.key(k), signs.word(k), signs.ordinary[k]
    if key in _LEADING and not article and _stands(signs, k + 1) and _noun(signs, k + 1):
        return True
    if not _noun(signs, k, inflected=not article):
        return False
    odd = not ordinary or word.name > 1 or word.family > 1 or word.place > 3
    if article in ("los", "las") and signs.key(k - 2) == "de" and odd:
        return True  # "la lechera de los vander"
    if article == "de":
        place = ordinary < 3 or (ordinary < 5 and word.place > 3)
        return (
            place
            and (signs.unknown(k, common=6) or ordinary in (1, 2) or word.place > 2)
            and not word.given > 4
        )
    if article in ("las", "los"):
        return key.endswith("s") and (street or sorted_out or not ordinary or signs.key(head) in _NURSERIES)
    if article == "del" and key in _OF_THE:
        return True
    if article in ("la", "el", "del"):
        return ordinary < 7 and (odd or (article != "del" and key.endswith(_NOUN_ENDS)))
    return ordinary < 7


def _noun(signs: Signs, k: int, *, inflected: bool = True) -> bool:
    """Neither what something is like or does, nor a small word."""
    key = signs.key(k)
    if len(key) < 3 or signs.calendar(k) or signs.kin(k) or key in PLAIN | INSIDE | listed("generic.txt"):
        return False
    if key in listed("field.txt") or key in cues("person"):
        return False
    word = signs.word(k)
    return not (inflected and key.endswith(_VERB_ENDS)) or word.name > 1 or word.place > 3


def _end(signs: Signs, k: int) -> int:
    """The last word of the name: "rayito de sol", "benito juarez", "nuestra senora de la paz"."""
    last, leading = k, signs.key(k) in _LEADING
    while last + 1 < len(signs.tokens) and last < k + 4 and _stands(signs, last + 1):
        step = last + 1
        if signs.key(step) in ("de", "del"):
            step += 1
            if signs.key(step) in ("la", "los", "las") and _stands(signs, step):
                step += 1
            if not (_stands(signs, step) and _after_of(signs, step)):
                break
        elif not (_noun(signs, step) and (leading or _rather(signs, step))):
            break
        leading = signs.key(step) in _LEADING
        last = step
    return last


def _after_of(signs: Signs, k: int) -> bool:
    dear = signs.kin(k) and signs.key(k) not in listed("titles.txt")
    return signs.ordinary[k] < 7 and (dear or _noun(signs, k, inflected=False))


def _rather(signs: Signs, k: int) -> bool:
    word = signs.word(k)
    return not signs.ordinary[k] or (
        signs.ordinary[k] < 6 and (word.family > 1 or word.place > 3 or word.given > 2)
    )


def _pair(signs: Signs, k: int) -> bool:
    return _stands(signs, k) and signs.key(k) not in _NOT_BRIGHT and signs.ordinary[k] < 7 and _noun(signs, k)


def _town(signs: Signs, k: int) -> bool:
    """ "en resistencia": a town of some size, bare behind "en" as Spanish has few words."""
    if not _stands(signs, k) or signs.quiet[k] or not _noun(signs, k) or signs.key(k) in _NO_TOWNS | _NOWHERE:
        return False
    ordinary, place = signs.ordinary[k], signs.word(k).place
    return 0 < ordinary < 7 and place > 4 and place >= ordinary - 1 and not signs.tokens[k].capital


def _dwelling(signs: Signs, i: int) -> int:
    """Where somebody lives, if it is a word that is a town as well: "viven en hidalgo", "se mudaron a reforma"."""
    k = i + 1
    while k < i + 4 and _stands(signs, k) and signs.key(k) not in _BESIDE:
        k += 1
    if signs.key(k) not in _BESIDE:
        return 0
    k += 2 if signs.key(k) in ("cerca", "atras", "rumbo") else 1
    word = signs.word(k) if _stands(signs, k) else None
    if word is None or signs.quiet[k] or signs.calendar(k) or signs.key(k) in _NOWHERE:
        return 0
    if signs.key(i) in _GOES and (word.place < 6 or signs.key(k - 1) != "a"):
        return 0
    named = word.place > 3 and word.place >= signs.ordinary[k] and 0 < signs.ordinary[k] < 7
    return k if named and _noun(signs, k) else 0
