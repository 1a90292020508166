"""Words and marks that depend on the language of an article.

Quotation marks follow Unicode CLDR's `delimiters` element for each locale; French sets no-break spaces inside them
(Imprimerie nationale, Lexique des règles typographiques).
"""

# ruff: noqa: RUF001  # quotation marks of the world's languages are this module's matter

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from exporter import language_tags

CALLOUTS = ("emergency", "urgent", "warning", "info", "tip", "do", "dont")

_NARROW = "\u202f"  # narrow no-break space

_LABELS: Mapping[str, tuple[str, ...]] = {
    "en": ("Emergency", "Urgent", "Warning", "Information", "Tip", "Do", "Don’t", "Done", "To do"),
    "de": ("Notfall", "Dringend", "Achtung", "Hinweis", "Tipp", "Richtig", "Falsch", "Erledigt", "Offen"),
    "fr": ("Urgence vitale", "Urgent", "Attention", "Information", "Conseil", "À faire", "À éviter", "Fait", "À faire"),
    "es": ("Emergencia", "Urgente", "Advertencia", "Información", "Consejo", "Sí", "No", "Hecho", "Pendiente"),
    "it": ("Emergenza", "Urgente", "Attenzione", "Informazioni", "Consiglio", "Da fare", "Da evitare", "Fatto",
           "Da fare"),
    "nl": ("Noodgeval", "Dringend", "Waarschuwing", "Informatie", "Tip", "Wel doen", "Niet doen", "Klaar", "Te doen"),
    "pl": ("Nagły wypadek", "Pilne", "Ostrzeżenie", "Informacja", "Wskazówka", "Należy", "Nie należy", "Zrobione",
           "Do zrobienia"),
    "pt": ("Emergência", "Urgente", "Aviso", "Informação", "Dica", "Faça", "Não faça", "Feito", "Por fazer"),
    "sv": ("Nödfall", "Brådskande", "Varning", "Information", "Tips", "Gör", "Gör inte", "Klart", "Att göra"),
    "da": ("Nødsituation", "Haster", "Advarsel", "Information", "Tip", "Gør", "Gør ikke", "Udført", "Mangler"),
    "nb": ("Nødsituasjon", "Haster", "Advarsel", "Informasjon", "Tips", "Gjør", "Ikke gjør", "Utført", "Gjenstår"),
    "fi": ("Hätätilanne", "Kiireellinen", "Varoitus", "Tietoa", "Vinkki", "Tee näin", "Älä tee näin", "Tehty",
           "Tekemättä"),
    "cs": ("Naléhavý stav", "Naléhavé", "Varování", "Informace", "Tip", "Správně", "Nesprávně", "Hotovo", "Zbývá"),
    "tr": ("Acil durum", "Acil", "Uyarı", "Bilgi", "İpucu", "Yapın", "Yapmayın", "Yapıldı", "Yapılacak"),
    "ru": ("Экстренный случай", "Срочно", "Внимание", "Информация", "Совет", "Делайте", "Не делайте", "Сделано",
           "Сделать"),
    "uk": ("Невідкладний стан", "Терміново", "Увага", "Інформація", "Порада", "Робіть", "Не робіть", "Зроблено",
           "Зробити"),
    "ar": ("حالة طارئة", "عاجل", "تحذير", "معلومات", "نصيحة", "افعل", "لا تفعل", "تم", "لم يتم"),
    "he": ("מצב חירום", "דחוף", "אזהרה", "מידע", "טיפ", "לעשות", "לא לעשות", "בוצע", "לביצוע"),
}  # fmt: skip
_ALIASES = {"no": "nb", "nn": "nb"}

_LOW_HIGH = ("„", "“", "‚", "‘")
_CURLY = ("“", "”", "‘", "’")
_RIGHT = ("”", "”", "’", "’")
_GUILLEMETS = ("«", "»", "‹", "›")
_QUOTES: Mapping[str, tuple[str, str, str, str]] = {
    "en": _CURLY,
    "de": _LOW_HIGH, "cs": _LOW_HIGH, "sk": _LOW_HIGH, "bg": _LOW_HIGH, "lt": _LOW_HIGH, "is": _LOW_HIGH,
    "de-CH": _GUILLEMETS, "it-CH": _GUILLEMETS,
    "fr": (f"«{_NARROW}", f"{_NARROW}»", "“", "”"),
    "fr-CH": _GUILLEMETS,
    "es": ("«", "»", "“", "”"), "pt-PT": ("«", "»", "“", "”"), "it": ("«", "»", "“", "”"), "ca": ("«", "»", "“", "”"),
    "el": ("«", "»", "“", "”"),
    "es-MX": _CURLY, "es-US": _CURLY, "es-419": _CURLY,
    "nb": ("«", "»", "‘", "’"),
    "ru": ("«", "»", "„", "“"), "uk": ("«", "»", "„", "“"),
    "pl": ("„", "”", "‚", "’"), "ro": ("„", "”", "«", "»"), "hu": ("„", "”", "»", "«"), "hr": ("„", "“", "‚", "‘"),
    "sv": _RIGHT, "fi": _RIGHT,
    "da": _CURLY, "nl": ("‘", "’", "“", "”"), "tr": _CURLY, "pt": _CURLY,
    "ar": ("”", "“", "’", "‘"), "he": ("”", "”", "’", "’"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Typography:
    """The marks of one language."""

    quotes: tuple[str, str, str, str]
    """Outer opening and closing, inner opening and closing; an English second level is the inner one."""
    spaced_punctuation: bool
    """French: a narrow no-break space stands before ; ! ? and a no-break space before the colon."""


def _subtag(language: str) -> str:
    primary = language_tags.primary(language)
    return _ALIASES.get(primary, primary)


def _region(language: str) -> str:
    return next((tag.upper() for tag in language_tags.subtags(language)[1:] if len(tag) == 2 or tag.isdigit()), "")


def typography(language: str) -> Typography:
    """The marks of a BCP 47 language; English ones where it has none here."""
    primary, region = _subtag(language), _region(language)
    quotes = _QUOTES.get(f"{primary}-{region}") or _QUOTES.get(primary) or _CURLY
    return Typography(quotes, primary == "fr" and region in ("", "FR", "BE", "LU", "MC"))


def callout_label(kind: str, language: str) -> str:
    """What a call-out is called, such as `Warning`."""
    return _labels(language)[CALLOUTS.index(kind)]


def task_label(language: str, *, done: bool) -> str:
    """What is spoken for a box that is ticked or empty."""
    return _labels(language)[7 if done else 8]


def has_labels(language: str) -> bool:
    """Whether call-outs have names in this language."""
    return _subtag(language) in _LABELS


def _labels(language: str) -> tuple[str, ...]:
    return _LABELS.get(_subtag(language), _LABELS["en"])
