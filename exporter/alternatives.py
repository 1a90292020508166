"""Alternative texts of pictures: whether one says anything of the picture."""

from __future__ import annotations

import re
import unicodedata

_NUMBERED = r"[\W_]*\d*[\W_]*"
_NOUNS = (
    "image|images|img|pic|picture|photo|photograph|graphic|graphics|illustration|drawing|figure|fig|icon|"
    "alt|untitled|placeholder|bild|foto|grafik|abbildung|zeichnung|illustration|photographie|graphique|dessin|imagen|fotografía|"
    "dibujo|gráfico|immagine|fotografia|disegno|grafico|afbeelding|plaatje|tekening|obraz|obrazek|zdjęcie|rysunek|grafika|"
    "imagem|desenho|figura|billede|tegning|bilder|teckning|صورة|شكل|رسم|dsc|dscn|screenshot|scan"
)
"""What a picture is, in the languages that layouts have words in, and how cameras and programs name their files."""
_NOTHING = re.compile(rf"(?:{_NOUNS}){_NUMBERED}", re.IGNORECASE)
_FILE = re.compile(r"[^\s/]*\.(?:png|jpe?g|gif|svg|webp|tiff?|bmp|heic|avif)", re.IGNORECASE)


def says_nothing(text: str) -> bool:
    """Whether a text is empty, punctuation alone, the name of a file, or no more than that there is a picture.

    Techniques for WCAG 2, F30: text alternatives that are not alternatives.
    """
    words = text.strip()
    if all(unicodedata.category(character)[0] in "PZ" for character in words):
        return True
    return _NOTHING.fullmatch(words) is not None or _FILE.fullmatch(words) is not None
