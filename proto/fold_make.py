#!/usr/bin/python3
"""fold_make.py FILE: writes the table of proto/fold.c, as a C array of two steps.

Each code point becomes one code point: full-width forms narrow, the ideographic blank a blank, capitals small (where
Unicode's lower case is one character), traditional characters simplified, by OpenCC's table t2s (where that is one
character). It is applied until nothing changes any more, so that folding twice is folding once.
"""
import subprocess
import sys

LAST = 0x110000
WIDE = {0x3000: 0x20, 0xFFE0: 0xA2, 0xFFE1: 0xA3, 0xFFE2: 0xAC, 0xFFE3: 0xAF, 0xFFE4: 0xA6, 0xFFE5: 0xA5, 0xFFE6: 0x20A9}
WIDE |= {c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F)}
HAN = [range(0x2E80, 0x2FE0), range(0x3005, 0x3008), range(0x3021, 0x302A), range(0x3400, 0x4DC0),
       range(0x4E00, 0xA000), range(0xF900, 0xFB00), range(0x20000, 0x32000)]


def simplified():
    """What OpenCC makes of each Han character, if that is one character."""
    wanted = [c for part in HAN for c in part]
    lines = subprocess.run(["opencc", "-c", "t2s.json"], input="\n".join(map(chr, wanted)) + "\n",
                           capture_output=True, text=True, check=True).stdout.split("\n")[:-1]
    if len(lines) != len(wanted):
        sys.exit("fold_make.py: opencc gave back another number of lines")
    return {c: ord(line) for c, line in zip(wanted, lines) if len(line) == 1}


def small(c):
    low = chr(c).lower() if not 0xD800 <= c < 0xE000 else ""
    return ord(low) if len(low) == 1 else c


def folds():
    han = simplified()
    table = [small(WIDE.get(c, c)) for c in range(LAST)]
    for c, to in han.items():
        table[c] = to
    for _ in range(8):
        again = [table[to] for to in table]
        if again == table:
            return table
        table = again
    sys.exit("fold_make.py: the tables go round in circles")


def main():
    table, pages, index = folds(), {}, []
    for start in range(0, LAST, 256):
        page = tuple(to - c for c, to in enumerate(table[start:start + 256], start))
        index.append(pages.setdefault(page, len(pages)))
    with open(sys.argv[1], "w") as out:
        out.write(f"static const uint8_t fold_page[{len(index)}] = {{{','.join(map(str, index))}}};\n")
        out.write(f"static const int32_t fold_step[{len(pages)}][256] = {{\n")
        out.writelines("{" + ",".join(map(str, page)) + "},\n" for page in pages)
        out.write("};\n")


if __name__ == "__main__":
    main()
