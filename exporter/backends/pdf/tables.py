"""Tables as PDF/UA-1, 7.5, wants them: regular grids of rows in bodies, and a way from each cell to its headers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from exporter.backends.pdf.elements import Content, Node, Region

ORDER = {"THead": 1, "TR": 2, "TBody": 2, "TFoot": 3}
ROW_GROUPS = frozenset({"THead", "TBody", "TFoot"})


@dataclass(slots=True)
class _Grid:
    """Which cell covers which place, by row and column, 0-based."""

    places: dict[tuple[int, int], Node] = field(default_factory=dict)
    rows: list[Node] = field(default_factory=list)

    def width(self, row: int) -> int:
        return 1 + max((column for place, column in self.places if place == row), default=-1)


def repair(table: Node, number: int) -> None:
    """Make a table regular and lead from cells to headers where the headers span.

    Rows beside a head or foot get a body, a head without a body becomes one, and short rows are filled with empty
    cells: where cells are missing a reader would be told the wrong column.

    Args:
        table: The table; it becomes a plain group where it has no rows.
        number: 1-based, unique in the document, for the headers' identifiers.
    """
    kinds = {kid.kind for kid in _nodes(table)}
    if not kinds & {"TR", *ROW_GROUPS}:
        table.kind = "Div"
        return
    if kinds & ROW_GROUPS:
        _gather_rows(table)
    if not any(kid.kind in {"TR", "TBody"} for kid in _nodes(table)):
        for group in _nodes(table):
            group.kind = "TBody" if group.kind in ROW_GROUPS else group.kind
    grid = _lay_out(table)
    _fill(grid)
    for row in grid.rows:
        _scope(row)
    headers = [cell for cell in dict.fromkeys(grid.places.values()) if cell.kind == "TH"]
    if any(_span(header, "ColSpan") > 1 or _span(header, "RowSpan") > 1 for header in headers):
        for index, header in enumerate(headers, start=1):
            header.identifier = f"header-{number}-{index}"
        _lead_to_headers(grid)


def _nodes(node: Node) -> Iterator[Node]:
    return (kid for kid in node.kids if isinstance(kid, Node))


def _gather_rows(table: Node) -> None:
    """Put rows that stand beside a head or foot into a body; the foot, which each page shows, is read last."""
    table.kids.sort(key=lambda kid: ORDER.get(kid.kind, 0) if isinstance(kid, Node) else 0)
    kids: list[Node | Content | Region] = []
    body: Node | None = None
    for kid in table.kids:
        if isinstance(kid, Node) and kid.kind == "TR":
            if body is None:
                body = Node("TBody", table, kid.page)
                kids.append(body)
            kid.parent = body
            body.kids.append(kid)
        else:
            body = None
            kids.append(kid)
    table.kids[:] = kids


def _lay_out(table: Node) -> _Grid:
    """Place the cells as HTML does; a cell does not span beyond the last row of its group."""
    grid = _Grid()
    groups = [list(_nodes(kid)) for kid in _nodes(table) if kid.kind in ROW_GROUPS]
    for rows in groups or [[kid for kid in _nodes(table) if kid.kind == "TR"]]:
        first = len(grid.rows)
        for index, row in enumerate(rows):
            column = 0
            for cell in _nodes(row):
                while (first + index, column) in grid.places:
                    column += 1
                height = min(_span(cell, "RowSpan"), len(rows) - index)
                if height != _span(cell, "RowSpan"):
                    cell.layout["RowSpan"] = height
                for below in range(height):
                    for beside in range(_span(cell, "ColSpan")):
                        grid.places.setdefault((first + index + below, column + beside), cell)
        grid.rows += rows
    return grid


def _fill(grid: _Grid) -> None:
    width = max((grid.width(row) for row in range(len(grid.rows))), default=0)
    for index, row in enumerate(grid.rows):
        for column in range(width):
            if (index, column) not in grid.places:
                cell = row.add("TD", row.page)
                cell.layout = {"O": "/Table"}
                grid.places[index, column] = cell


def _scope(row: Node) -> None:
    """Let headers without a scope head their columns where the row has nothing else, and their row elsewhere."""
    cells = list(_nodes(row))
    scope = "/Column" if all(cell.kind == "TH" for cell in cells) else "/Row"
    for cell in cells:
        if cell.kind == "TH":
            cell.layout.setdefault("Scope", scope)


def _lead_to_headers(grid: _Grid) -> None:
    """Name for each data cell the headers above it and beside it, in the order they are met."""
    for (row, column), cell in grid.places.items():
        if cell.kind != "TD":
            continue
        above = [grid.places[place, column] for place in range(row) if (place, column) in grid.places]
        beside = [grid.places[row, place] for place in range(column) if (row, place) in grid.places]
        found = [header for header in above if header.layout.get("Scope") == "/Column"]
        found += [header for header in beside if header.layout.get("Scope") == "/Row"]
        cell.headers = tuple(dict.fromkeys([*cell.headers, *(header.identifier for header in found)]))


def _span(cell: Node, name: str) -> int:
    return int(cell.layout.get(name, 1))
