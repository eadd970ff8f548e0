"""Words too common to look for, folded. A question that has no others is looked for with them."""

_ENGLISH = """
a about after again all also am an and any are as at be because been before being between both but by can could did
do does doing don dont down during each few for from further had has have having he her here hers him his how i if in
into is isnt it its itself just me more most my no nor not now of off on once only or other our out over own same she
should so some such than that the their them then there these they this those through to too under until up very was
we were what when where which while who whom why will with without would you your im ive whats wont cant didnt doesnt wasnt arent dont couldnt shouldnt wouldnt theres thats
"""

_SPANISH = """
a al algo alguna algunas alguno algunos ante antes aqui asi aun aunque cada casi como con contra cual cuales cuando de
del desde donde dos durante e el ella ellas ellos en entre era eran es esa esas ese eso esos esta estaba estan estar
estas este esto estos estoy fue fueron ha haber habia hace hacer hacia han hasta hay he la las le les lo los mas me mi
mis mucha muchas mucho muchos muy nada ni no nos nosotros nuestra nuestro o os otra otras otro otros para pero poco
por porque puede puedo pues que quien quienes se ser si sin sobre son soy su sus tal tambien tan tanto te tiene tienen
tengo toda todas todo todos tu tus un una unas uno unos usted ustedes va y ya yo
"""

STOPWORDS = {"en": frozenset(_ENGLISH.split()), "es": frozenset(_SPANISH.split())}

#: Of all languages together.
SMALL = frozenset().union(*STOPWORDS.values())
