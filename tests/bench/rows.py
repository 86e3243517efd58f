"""rows: what a bench found, a line each, for tests/bench/table. C writes the same lines (rows.h).

Where BENCH_ROWS names a file, lines go to its end, fields with tabs between them; else nowhere:

    limit LIMIT FIGURE UNIT            what bounds something, measured on this machine in the same run
    row WHAT FIGURE UNIT LIMIT GOAL    ours; LIMIT as above, or "-"
    peer WHAT PEER FIGURE              what another program reached; "skipped" where it cannot be had

GOAL is "-", or conditions with blanks between: ">=60000" or "<=20" of our figure, "x1.5" times as good as the best peer.
"""
import os


def write(*fields):
    path = os.environ.get("BENCH_ROWS")
    if path:
        with open(path, "a", encoding="utf-8") as file:
            print(*fields, sep="\t", file=file)


def limit(name, figure, unit):
    write("limit", name, f"{figure:.6g}", unit)


def row(what, figure, unit, bound="-", goal="-"):
    write("row", what, f"{figure:.6g}", unit, bound, goal)


def peer(what, name, figure):
    """No figure where the peer cannot be had."""
    write("peer", what, name, "skipped" if figure is None else f"{figure:.6g}")
