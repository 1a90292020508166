"""The values that pass between the stages: frozen, without behaviour that needs a library.

Lengths are millimetres and say so in their name. Texts are Unicode strings in NFC; `html` fields hold well-formed
XHTML. Mappings are read only by convention and never changed after construction.
"""

from exporter.model.article import Article, Block, Footnote, Heading, IndexMark, LinkReference, Source, Term, TermKind
from exporter.model.clinic import Certification, Clinic, Colour
from exporter.model.diagnostics import Diagnostic, Severity
from exporter.model.document import Document, FontFace, Medium, Part, Resource
from exporter.model.formats import FORMATS, Artifact, Format
from exporter.model.inputs import Input, InputKind
from exporter.model.metadata import ImageReference, Isbn, Metadata, Person, Series, Subject
from exporter.model.pages import PageStart, Pagination, Place, Typeset
from exporter.model.project import Copyfit, Edition, Narration, OutputProfile, Print, Project, Rule
from exporter.model.speech import Chapter, Clip, Mark, Pronunciations, Recording, Script, Track, Utterance

__all__ = [
    "FORMATS",
    "Article",
    "Artifact",
    "Block",
    "Certification",
    "Chapter",
    "Clinic",
    "Clip",
    "Colour",
    "Copyfit",
    "Diagnostic",
    "Document",
    "Edition",
    "FontFace",
    "Footnote",
    "Format",
    "Heading",
    "ImageReference",
    "IndexMark",
    "Input",
    "InputKind",
    "Isbn",
    "LinkReference",
    "Mark",
    "Medium",
    "Metadata",
    "Narration",
    "OutputProfile",
    "PageStart",
    "Pagination",
    "Part",
    "Person",
    "Place",
    "Print",
    "Project",
    "Pronunciations",
    "Recording",
    "Resource",
    "Rule",
    "Script",
    "Series",
    "Severity",
    "Source",
    "Subject",
    "Term",
    "TermKind",
    "Track",
    "Typeset",
    "Utterance",
]
