"""From layout folders to a `Layout`: reading, inheriting, merging."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from exporter import validation
from exporter.errors import ExporterError
from exporter.layout import catalogues, references
from exporter.layout import manifest as manifests
from exporter.layout.catalogues import Catalogue, Chain
from exporter.layout.manifest import Manifest
from exporter.layout.values import (
    Derivation,
    Icon,
    Layout,
    Option,
    OwnFace,
    Paper,
    PartRule,
    Rule,
    Stylesheet,
    Template,
    Token,
)
from exporter.model import Diagnostic, Resource, Severity

MANIFEST = "layout.toml"
TEMPLATE_SUFFIX = ".j2"
MEDIA_TYPES = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".ttf": "font/ttf",
    ".otf": "font/otf",
    ".woff2": "font/woff2",
}
RULES: tuple[Rule, ...] = ("legible", "tint", "contrast")

Found = tuple[Path, Manifest]


def load(name: str, folders: Sequence[Path]) -> tuple[Layout, tuple[Diagnostic, ...]]:
    """Read the layout `name` with all it extends.

    Raises:
        ExporterError: there is no such layout, or it is wrong.
    """
    chain, findings = _chain(name, folders)
    layout = _empty(name)
    for path, manifest in reversed(chain):
        layout = _extended(layout, path, manifest)
    layout = replace(layout, digest=_digest(layout))
    layout = replace(layout, folders=_looked_into(name, chain, folders))
    references.check(layout)
    return layout, tuple(findings)


def available(folders: Sequence[Path]) -> tuple[tuple[Layout, ...], tuple[Diagnostic, ...]]:
    """Every layout that is not abstract, by name, and what is wrong with the others."""
    layouts: list[Layout] = []
    findings: list[Diagnostic] = []
    for name in _names(folders):
        try:
            layout, found = load(name, folders)
        except ExporterError as error:
            findings += error.diagnostics
            continue
        findings += found
        if layout.formats:
            layouts.append(layout)
    return tuple(layouts), tuple(findings)


def _names(folders: Iterable[Path]) -> list[str]:
    return sorted({path.parent.name for folder in folders for path in folder.glob(f"*/{MANIFEST}")})


def _chain(name: str, folders: Sequence[Path]) -> tuple[list[Found], list[Diagnostic]]:
    """The layout and those it extends, the youngest first; a layout may extend its namesake of a later folder."""
    chain: list[Found] = []
    findings: list[Diagnostic] = []
    wanted: str | None = name
    while wanted is not None:
        seen = {path for path, _ in chain}
        paths = [path for folder in folders if (path := folder / wanted / MANIFEST).is_file() and path not in seen]
        if not paths:
            raise ExporterError([*findings, _unknown(wanted, folders, chain)])
        manifest, found = manifests.parse(_bytes(paths[0]), str(paths[0]))
        findings += found
        chain.append((paths[0], manifest))
        wanted = manifest.extends
    return chain, findings


def _looked_into(name: str, chain: Sequence[Found], folders: Sequence[Path]) -> tuple[Path, ...]:
    """The folders of the layout and of those it extends, wherever they are looked for."""
    names = dict.fromkeys((name, *(path.parent.name for path, _ in chain)))
    return tuple((folder / each).absolute() for each in names for folder in folders)


def _unknown(name: str, folders: Sequence[Path], chain: Sequence[Found]) -> Diagnostic:
    if chain:
        message = f"this layout extends {name!r}, which there is not, or which leads back to it"
        path, known = str(chain[-1][0]), _names(folders)
    else:
        message, path = f"there is no layout {name!r}", ""
        known = [layout.name for layout in available(folders)[0]]
    return _error("unknown-layout", message, path, hint=validation.nearest(name, known))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ExporterError([_error("not-utf-8", f"byte {error.start} is no UTF-8", str(path))]) from error
    except OSError as error:
        raise _unreadable(path, error) from error


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> ExporterError:
    message = f"the file cannot be read: {(error.strerror or str(error)).lower()}"
    return ExporterError([_error("unreadable-file", message, str(path))])


def _error(rule: str, message: str, path: str, *, hint: str = "") -> Diagnostic:
    return Diagnostic(rule=rule, severity=Severity.ERROR, message=message, path=path, hint=hint)


def _empty(name: str) -> Layout:
    return Layout(
        name=name,
        description="",
        path="",
        formats=(),
        papers={},
        paper="",
        fold="",
        tokens={},
        options={},
        parts=(),
        templates={},
        stylesheets=(),
        icons={},
        words={},
        assets={},
        fonts=(),
        digest="",
    )


def _extended(parent: Layout, path: Path, manifest: Manifest) -> Layout:
    """The layout of `manifest` and its folder on top of its parent."""
    folder = path.parent
    return replace(
        parent,
        name=manifest.name,
        description=manifest.description,
        path=str(path),
        formats=() if manifest.abstract else manifest.formats or parent.formats,
        papers=_papers(parent, manifest, str(path)),
        paper=manifest.paper or parent.paper,
        fold=parent.fold if manifest.fold is None else manifest.fold,
        tokens=_tokens(parent, manifest, str(path)),
        options=dict(parent.options)
        | {
            name: Option(name, entry.type, entry.default, entry.choices, entry.description)
            for name, entry in manifest.options.items()
        },
        parts=_parts(parent, manifest),
        templates=_templates(parent, manifest, folder),
        stylesheets=_stylesheets(parent, manifest, folder),
        icons=dict(parent.icons)
        | {name: Icon(name, _text(folder / entry.file), entry.colour) for name, entry in manifest.icons.items()},
        words=_words(parent, folder),
        assets=dict(parent.assets) | _assets(folder / "assets"),
        fonts=(*parent.fonts, *(OwnFace(face.family, face.weight, face.style, face.file) for face in manifest.fonts)),
    )


def _papers(parent: Layout, manifest: Manifest, path: str) -> dict[str, Paper]:
    papers = dict(parent.papers)
    for name, entry in manifest.papers.items():
        old = papers.get(name)
        width, height = entry.width_mm or (old and old.width_mm), entry.height_mm or (old and old.height_mm)
        if not width or not height:
            message = f"paper {name!r} has no size and inherits none"
            raise ExporterError([_error("incomplete-paper", message, path, hint="give its width_mm and height_mm")])
        papers[name] = Paper(name, width, height, {**(old.tokens if old else {}), **entry.tokens})
    return papers


def _tokens(parent: Layout, manifest: Manifest, path: str) -> dict[str, Token]:
    tokens = dict(parent.tokens)
    for name, entry in manifest.tokens.items():
        old = tokens.get(name)
        kind = entry.type or (old.kind if old else None)
        if kind is None:
            hint = validation.nearest(name, sorted(tokens)) if tokens else "give it a type"
            raise ExporterError(
                [_error("incomplete-token", f"token {name!r} has no type and inherits none", path, hint=hint)]
            )
        rule = next((rule for rule in RULES if getattr(entry, rule)), None)
        derivation = rule and Derivation(
            rule, getattr(entry, rule), entry.on, entry.ratio, entry.lightness, entry.chroma
        )
        description = entry.description or (old.description if old else "")
        low, high = entry.min or (old.minimum if old else ""), entry.max or (old.maximum if old else "")
        tokens[name] = Token(name, kind, entry.default, description, derivation or None, low, high)
    return tokens


def _parts(parent: Layout, manifest: Manifest) -> tuple[PartRule, ...]:
    """The parent's parts for those mediums that the layout says nothing of, then its own."""
    own = tuple(
        PartRule(entry.kind, entry.template, entry.mediums, entry.split is not None, entry.title)
        for entry in manifest.parts
    )
    taken = {medium for rule in own for medium in rule.mediums}
    inherited = (
        replace(rule, mediums=tuple(each for each in rule.mediums if each not in taken)) for rule in parent.parts
    )
    return (*(rule for rule in inherited if rule.mediums), *own)


def _templates(parent: Layout, manifest: Manifest, folder: Path) -> dict[str, Template]:
    templates = dict(parent.templates)
    for path in sorted(folder.glob(f"**/*{TEMPLATE_SUFFIX}")):
        name = path.relative_to(folder).as_posix()
        template = Template(_text(path), str(path))
        if name in templates:
            templates.setdefault(f"{parent.name}/{name}", templates[name])
        templates[name] = templates[f"{manifest.name}/{name}"] = template
    return templates


def _stylesheets(parent: Layout, manifest: Manifest, folder: Path) -> tuple[Stylesheet, ...]:
    """The parent's, each replaced where the layout has one of the same name, and then the layout's others."""
    own = {
        entry.file: Stylesheet(entry.file, _text(folder / entry.file), entry.mediums) for entry in manifest.stylesheets
    }
    kept = [own.pop(sheet.name, sheet) for sheet in parent.stylesheets]
    return (*kept, *own.values())


def _words(parent: Layout, folder: Path) -> dict[str, Chain]:
    """The parent's catalogues, each with the layout's own behind it."""
    words = dict(parent.words)
    old = sorted((folder / catalogues.FOLDER).glob("*.toml"))
    if old:
        message = "words are read from catalogues, not from TOML"
        hint = f"write {old[0].stem}.po, as REFERENCE.md has it under 'Words', and remove this file"
        raise ExporterError([_error("unsupported-words", message, str(old[0]), hint=hint)])
    for path in sorted((folder / catalogues.FOLDER).glob("*.po*")):
        if path.name == catalogues.ORIGINALS or path.suffix == ".po":
            data = _bytes(path)
            catalogue = Catalogue(str(path), sha256(data).hexdigest(), data)
            words[catalogue.language] = (*words.get(catalogue.language, ()), catalogue)
    return words


def _assets(folder: Path) -> dict[str, Resource]:
    assets: dict[str, Resource] = {}
    for path in sorted(folder.glob("**/*")):
        media_type = MEDIA_TYPES.get(path.suffix.lower())
        if media_type is None or not path.is_file():
            continue
        assets[path.relative_to(folder).as_posix()] = Resource(_bytes(path), media_type)
    return assets


def _digest(layout: Layout) -> str:
    """Of everything in it, the assets by digests of their own."""
    assets = sorted((name, asset.sha256) for name, asset in layout.assets.items())
    return sha256(f"{replace(layout, assets={})}{assets}".encode()).hexdigest()
