"""What leaflets of a clinic say, in three languages: parts that the generator puts together."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrases:
    """The parts of one language; `{topic}` and `{time}` stand for one of their kind."""

    topics: tuple[str, ...]
    times: tuple[str, ...]
    headings: tuple[str, ...]
    sentences: tuple[str, ...]
    items: tuple[str, ...]
    call_out: str
    columns: tuple[str, str, str]
    doses: tuple[str, ...]
    caption: str
    alternative: str


ENGLISH = Phrases(
    topics=("your appointment", "your medicines", "the injection", "your scan", "the infusion", "your exercises"),
    times=("in the evening", "the next morning", "after two days", "within a week", "before you leave", "at night"),
    headings=("Before {topic}", "After {topic}", "Questions about {topic}", "Help with {topic}", "More on {topic}"),
    sentences=(
        "We will talk about {topic} with you, and write down what we agree.",
        "Most people feel well enough to go home {time}, and somebody should be with them.",
        "Please bring a list of all medicines that you take, with those bought without a prescription.",
        "If you have questions about {topic}, ask the nurse who looks after you.",
        "Some pain is to be expected {time}; it should become less from day to day.",
        "You may eat and drink as usual, unless we have told you otherwise for {topic}.",
        "Do not drive, cycle or sign anything important until you are fully awake again {time}.",
        "Tell us if you are allergic to plasters, to latex or to any antibiotic.",
        "A second person checks your name and date of birth, however often you have been asked.",
        "Keep the dressing dry, and change it {time} if it has become loose.",
        "Drink a glass of water with each tablet, and take it at the same hour every day.",
        "Half of those who asked us said that {topic} took less time than they had feared.",
        "You can change your mind at any time, and it will not affect how we look after you.",
        "Walk a few steps {time}, rest, and then walk a few more.",
    ),
    items=(
        "a bag with comfortable clothes",
        "the letter from your doctor",
        "glasses and hearing aids",
        "the number of somebody who can fetch you",
        "your list of medicines",
        "something to read {time}",
    ),
    call_out="Call {{{{ clinic.phone }}}} if you have a fever of 38.5 °C or more {time}.",
    columns=("Medicine", "Dose", "When"),
    doses=("Paracetamol", "Ibuprofen", "Omeprazole", "Metformin", "Amoxicillin"),
    caption="What to expect {time}.",
    alternative="Somebody is shown {topic}, step by step",
)
SPANISH = Phrases(
    topics=("su cita", "sus medicinas", "la inyección", "su ecografía", "la infusión", "sus ejercicios"),
    times=("por la tarde", "a la mañana siguiente", "dos días después", "en una semana", "antes de irse", "de noche"),
    headings=("Antes de {topic}", "Después de {topic}", "Preguntas sobre {topic}", "Ayuda con {topic}", "Más: {topic}"),
    sentences=(
        "Hablaremos con usted sobre {topic} y anotaremos lo que acordemos.",
        "La mayoría de las personas puede volver a casa {time}, acompañada por alguien.",
        "Traiga una lista de todas las medicinas que toma, también de las que compra sin receta.",
        "Si tiene preguntas sobre {topic}, hágalas a quien le atiende.",
        "Es normal sentir algo de dolor {time}; debería disminuir día a día.",
        "Puede comer y beber como siempre, salvo que le hayamos dicho otra cosa.",
        "No conduzca ni firme nada importante hasta estar completamente despierto.",
        "Avísenos si tiene alergia al látex, a las tiritas o a algún antibiótico.",
        "Mantenga el vendaje seco y cámbielo {time} si se ha soltado.",
        "Tome cada pastilla con un vaso de agua, todos los días a la misma hora.",
    ),
    items=(
        "ropa cómoda",
        "la carta de su médico",
        "gafas y audífonos",
        "el número de quien pueda recogerle",
        "su lista de medicinas",
    ),
    call_out="Llame al {{{{ clinic.phone }}}} si tiene fiebre de 38,5 °C o más {time}.",
    columns=("Medicina", "Dosis", "Cuándo"),
    doses=("Paracetamol", "Ibuprofeno", "Omeprazol", "Metformina", "Amoxicilina"),
    caption="Lo que puede esperar {time}.",
    alternative="A una persona le explican {topic}, paso a paso",
)
FRENCH = Phrases(
    topics=("votre visite", "vos médicaments", "la piqûre", "votre radiographie", "la perfusion", "vos exercices"),
    times=("le soir", "le lendemain matin", "après deux jours", "sous une semaine", "avant de partir", "la nuit"),
    headings=(
        "Avant {topic}",
        "Après {topic}",
        "Questions sur {topic}",
        "De l'aide pour {topic}",
        "En détail : {topic}",
    ),
    sentences=(
        "Nous parlerons avec vous de tout cela et noterons ce qui est convenu.",
        "La plupart des gens rentrent chez eux {time}, accompagnés par un proche.",
        "Apportez la liste de tous vos médicaments, même de ceux achetés sans ordonnance.",
        "Si vous avez des questions sur {topic}, posez-les à la personne qui vous soigne.",
        "Une légère douleur est normale {time} ; elle diminue de jour en jour.",
        "Vous pouvez manger et boire comme d'habitude, sauf avis contraire de notre part.",
        "Ne conduisez pas et ne signez rien d'important avant d'être bien réveillé.",
        "Dites-nous si vous êtes allergique au latex, aux pansements ou à un antibiotique.",
        "Gardez le pansement au sec et changez-le {time} s'il se décolle.",
        "Prenez chaque comprimé avec un verre d'eau, tous les jours à la même heure.",
    ),
    items=(
        "des vêtements confortables",
        "la lettre de votre médecin",
        "lunettes et appareils auditifs",
        "le numéro d'un proche",
        "la liste de vos médicaments",
    ),
    call_out="Appelez le {{{{ clinic.phone }}}} si vous avez 38,5 °C de fièvre ou plus {time}.",
    columns=("Médicament", "Dose", "Quand"),
    doses=("Paracétamol", "Ibuprofène", "Oméprazole", "Metformine", "Amoxicilline"),
    caption="Ce qui vous attend {time}.",
    alternative="On explique à quelqu'un {topic}, étape par étape",
)
LANGUAGES = {"en": ENGLISH, "es": SPANISH, "fr": FRENCH}
