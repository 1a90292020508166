"""Where sentences end: a few rules of our own, since what there is for this splits at decimals or is no longer kept.

A full stop that is missed makes one clip a little longer; one that is found where none is tears a dose apart. So in
doubt no sentence ends. The marks of other scripts are those of Unicode's `Sentence_Terminal` property.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from exporter.language_tags import primary

CLOSING = "\"'”’»›)\\]}"  # noqa: RUF001 - quotation marks are the matter
OPENING = "\"'“‘„‚«‹(\\[{¿¡"  # noqa: RUF001 - as above
END = re.compile(
    rf"(?P<mark>[.!?…؟۔।]+)[{CLOSING}]*(?P<gap>\s+)|(?P<wide>[。！？｡]+[{CLOSING}」』）]*)\s*|\n"  # noqa: RUF001 - as above
)
"""What may end a sentence: Latin and its like only before white space, ideographic full stops anywhere, line ends."""
BEGINNING = re.compile(rf"[{OPENING}–—-]*\s?(?P<first>\S)")  # noqa: RUF001 - as above
LAST_WORD = re.compile(r"[^\s(\[/]*\Z")
DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]\Z")
"""`e.g`, `z.B`, `p.m`: letters with full stops between them."""
LONGEST_WORD = 32
"""Characters before a full stop that are looked at: more than any abbreviation has, so that what is cut off is none."""
SINGLE = re.compile(r"[^\W\d_]\.")
TIMES_OF_DAY = frozenset({"a.m", "p.m"})
"""Dotted words after which a sentence may end."""
ABBREVIATIONS: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "": "dr prof st mr mrs ms vs no nr fig figs tab vol ed eds cf ca approx resp max min tel ext",
        "da": "bl evt f.eks hhv inkl jf kap kl mht osv pga s side stk tlf ang",
        "de": "abb abs art bspw bzgl bzw evtl fr ggf hr inkl kap lat lfd med mind mio mrd s sog std str "
        "tgl u usw vgl zb zzgl",
        "en": "al capt ch dept eg est gen hon ie incl jr messrs op p par pp ref refs rev sect sgt sr",
        "es": "aprox art avda cap cía d dña dra ee ej gral n núm pág págs sr sra sres srta ud uds",
        "fr": "art av bd boul chap env ex hab m mm mme mmes mlle mlles me n nb p pp tél",
        "it": "art avv cap cfr dott dr.ssa dott.ssa ecc es ing pag pagg sig sigg sig.ra tav",
        "nl": "afb bijv blz bv d.w.z dhr drs enz evt excl hfst incl ing ir m.b.t mevr o.a t.a.v vgl",
        "pl": "al art dyr dr.hab godz gł hab im inż itd itp lek lic m.in mgr np ok os pkt płk por pt r rys s św tj "
        "tys tzn tzw ul ur ust wg zob",
        "pt": "aprox art av cap dra eng etc ex exa exma exmo n núm obs pág págs sr sra srs",
        "sv": "bl.a dvs enl etc ev exkl f.d forts inkl jfr kap kl m.fl m.m o.d osv p.g.a s.k sid t.ex",
    }.items()
}
"""Words that something follows after their full stop, in every language and by primary language; in lower case."""
ORDINALS = frozenset({"cs", "da", "de", "et", "fi", "hr", "hu", "nb", "nn", "no", "pl", "sk", "sl", "sr", "tr"})
"""Languages that write a full stop behind an ordinal number: `am 3. Mai`."""


def spans(text: str, language: str) -> Iterator[tuple[int, int]]:
    """Give the first and the last offset of each sentence, without the white space around it.

    Args:
        text: Without line ends, but where a line is meant to end.
        language: BCP 47 tag.
    """
    start = 0
    for match in END.finditer(text):
        if match.end() < len(text) and not _ends(text, match, language):
            continue
        yield from _trimmed(text, start, match.end())
        start = match.end()
    yield from _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    inner = text[start:end]
    if inner.strip():
        yield start + len(inner) - len(inner.lstrip()), start + len(inner.rstrip())


def _ends(text: str, match: re.Match[str], language: str) -> bool:
    """Whether a sentence ends at the mark."""
    mark = match["mark"]
    if mark is None:
        return True
    following = BEGINNING.match(text, match.end())
    if following is None or following["first"].islower():
        return False
    before = text[max(0, match.start() - LONGEST_WORD) : match.start()]
    return mark != "." or not _is_abbreviated(before, primary(language), following)


def _is_abbreviated(before: str, language: str, following: re.Match[str]) -> bool:
    """Whether the full stop belongs to the word before it."""
    found = LAST_WORD.search(before)
    word = found[0].lower().lstrip(OPENING) if found else ""
    if word in TIMES_OF_DAY:
        return False
    if DOTTED.search(word) or word in ABBREVIATIONS[""] or word in ABBREVIATIONS.get(language, ()):
        return word != "no" or following["first"].isdigit()  # the answer, or a number
    if len(word) == 1 and word.isalpha():  # an initial, or the first half of `z. B.`
        return before[-1].isupper() or SINGLE.match(following.string, following.start("first")) is not None
    return language in ORDINALS and word.isdigit() and len(word) <= 2
