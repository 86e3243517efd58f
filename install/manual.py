#!/usr/bin/python3
"""manual.py BUILD INTO: writes the manual pages in mdoc(7), from what the programs in BUILD say of themselves.

The tables are those of --help: nothing is told here but how the parts of a page follow each other, and what a page needs
beyond them: files, examples, and which pages to read next.
"""
import os
import re
import sys

from describe import described, version

DATE = "November 23, 2026"
EXIT = {"garner": [("0", "found, done"), ("1", "nothing found"), ("2", "trouble, told on standard error"),
                   ("3", "of several brokers some did not answer; what the others have is shown"), ("130", "interrupted by Ctrl-C")],
        "garner-broker": [("0", "stopped as asked"), ("2", "trouble, told on standard error")],
        "garner-worker": [("0", "all went well"), ("1", "some input could not be worked through"),
                          ("2", "trouble, told on standard error")]}
LOG = [("GARNER_LOG", "how much is told on standard error: error, warn, info (the default) or debug"),
       ("LC_ALL, LC_MESSAGES, LANG", "the language of help and errors: Chinese if the first that is set begins with "
        "zh, else English. What is logged, stored or printed for programs is alike in all.")]
CLIENT = [("GARNER_WORKER_ARGS", "words added to the command line of the worker that garner run starts"),
          ("NO_COLOR", "no colours"), ("PAGER", "what shows long answers on a terminal; default: less -FRX")]
FILES = {
    "garner": [("garner-data", "the data directory, unless --data names another: the store, the private broker's "
                "endpoint, broker.log, worker.log"),
               ("DIR/keys", "the broker's own pair of keys, and the public keys of those whom it lets in")],
    "garner-broker": [("/etc/garner/broker.conf", "options of the systemd unit, whose DIR is /var/lib/garner"),
                      ("DIR/data.mdb", "the store"), ("DIR/endpoint", "where its private socket is"),
                      ("DIR/keys", "its own pair of keys, and the public keys of those whom it lets in")],
    "garner-worker": [("/etc/garner/workers.conf", "broker, keys and options of the systemd unit"),
                      ("../lib/garner/garner.data", "dictionaries and models, as seen from the program")],
}
EXAMPLES = {
    "garner": [("Work through a folder, on this machine:", "garner run --data news ~/archive/news"),
               ("Ask for articles, and for figures:", "garner --data news search 调解 place:52\n"
                "garner --data news records 'quantity:>=1亿元'"),
               ("Write all that was found, as tables:", "garner --data news export --format csv --output tables"),
               ("Let a colleague in over the network:", "garner keys new anna\n"
                "garner --data /srv/garner keys allow anna.pub --roles submit,query"),
               ("Metrics for Prometheus, by way of its node exporter:",
                "garner -d /srv/garner status --metrics > garner.prom.new && mv garner.prom.new garner.prom")],
    "garner-broker": [("Serve a network:", "garner-broker --data /srv/garner --listen tcp://0.0.0.0:7717"),
                      ("Copy the store while it works:", "garner-broker --data /srv/garner --backup /backup/garner")],
    "garner-worker": [("Work for a broker in a network:", "garner-worker --broker tcp://broker:7717 --key w1.key "
                       "--broker-key broker.pub --nice"),
                      ("The main text of a page:", "garner-worker text page.html"),
                      ("What is in a file, marked in it:", "garner-worker extract --pretty page.txt")],
}
PAGES = [("garner", "1"), ("garner-broker", "1"), ("garner-worker", "1"), ("garner-query", "7")]


def plain(text):
    """A line of text: what roff would take for its own is made harmless."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join("\\&" + line if line[:1] in (".", "'") else line for line in text.split("\n"))


def word(text):
    """An argument of a macro: in quotes, so that nothing in it is a macro."""
    return '"' + plain(text).replace('"', '""') + '"'


def sentence(text):
    """Text that begins big and ends with a full stop; a sentence a line, as mdoc wants it."""
    text = text[0].upper() + text[1:] + ("" if text[-1] in ".!?" else ".")
    return plain(re.sub(r"(?<=[.!?]) +(?=[A-Z])", "\n", text))


def paragraphs(text):
    """Details as the help has them: paragraphs, and lines set in by two blanks, which stay lines."""
    for part in text.split("\n\n"):
        lines = part.split("\n")
        yield ".Pp"
        while lines:
            shown = []
            while lines and lines[0].startswith("  "):
                shown.append(lines.pop(0))
            if shown:
                yield from displayed("\n".join(line[2:] for line in shown))
            running = []
            while lines and not lines[0].startswith("  "):
                running.append(lines.pop(0))
            if running:
                yield sentence(" ".join(running))


def displayed(text):
    return [".Bd -literal -offset indent", plain(text), ".Ed"]


def listed(rows, width="Ds", macro=None):
    """Terms and what they mean."""
    yield ".Bl -tag -width " + width
    for term, text in rows:
        yield ".It " + (macro + " " if macro else "") + word(term)
        yield sentence(text)
    yield ".El"


def options(rows):
    yield ".Bl -tag -width Ds"
    for row in rows:
        names = ([f".Fl {row['letter']}"] if "letter" in row else []) + [f".Fl \\-{plain(row['name'])}"]
        value = f" Ar {word(row['value'])}" if "value" in row else ""
        yield ".It " + " , ".join(name[1:] for name in names) + value
        yield sentence(row["text"])
        if "environment" in row:
            yield f"Environment:\n.Ev {row['environment']} ."
    yield ".El"


def environment(program, rows):
    named = {row["environment"]: f"as --{row['name']}" for row in rows if "environment" in row}
    yield ".Sh ENVIRONMENT"
    yield from listed([*named.items(), *(CLIENT if program == "garner" else []), *LOG], macro="Ev")


def all_options(program):
    return program.get("options", []) + [row for c in program.get("commands", []) for row in c["options"]]


def head(name, section, summary, vendor):
    return [f".Dd {DATE}", f".Dt {name.upper()} {section}", f".Os {word('Garner ' + vendor)}", ".Sh NAME",
            f".Nm {name}", f".Nd {plain(summary.rstrip('.'))}"]


def tail(program, own):
    yield ".Sh FILES"
    yield from listed(FILES[program], macro="Pa")
    yield ".Sh EXIT STATUS"
    yield from listed(EXIT[program])
    yield ".Sh EXAMPLES"
    for i, (text, command) in enumerate(EXAMPLES[program]):
        yield from ([".Pp"] if i else []) + [plain(text)] + displayed(command)
    yield from also(own)


def also(own):
    yield ".Sh SEE ALSO"
    others = [page for page in PAGES if page[0] != own]
    for i, (name, section) in enumerate(others):
        yield f".Xr {name} {section}" + (" ," if i < len(others) - 1 else "")


def commands(program):
    for c in program["commands"]:
        yield f".Ss {plain(c['name'])} {plain(c['operands'])}".rstrip()
        yield sentence(c["text"])
        if "details" in c:
            yield from paragraphs(c["details"])
        if c["options"]:
            yield from options(c["options"])


def garner(program, release):
    yield from head("garner", "1", program["summary"], release)
    yield from [".Sh SYNOPSIS", ".Nm", ".Op Ar option ...", ".Op Ar command Op Ar operand ..."]
    yield from [".Sh DESCRIPTION", ".Nm", "works through archives of text, and answers what is in them: figures with "
                "their units, dates,\nplaces with their codes, organisations, persons, initiatives and cited "
                "documents,\neach with its exact place in the source.", ".Pp",
                "Without a command it shows the state of the data directory, or how to begin.",
                "How to ask is told in\n.Xr garner-query 7 .", ".Pp", "Options of all commands:"]
    yield from options(program["options"])
    yield ".Sh COMMANDS"
    yield from commands(program)
    yield ".Sh STATES"
    yield from listed([(row["name"], row["text"]) for row in program["values"]["STATE"]])
    yield ".Sh REASONS"
    yield "Why documents fail or are skipped."
    yield from listed([(row["name"], row["text"]) for row in program["values"]["REASON"]])
    yield ".Sh REFUSALS"
    yield "What a broker answers to what it does not do."
    yield from listed([(row["name"], row["text"]) for row in program["errors"]])
    yield ".Sh LIMITS"
    yield from listed([(f"{row['name']} ({row['value']} {row['unit']})", row["text"]) for row in program["limits"]])
    yield ".Sh FOR SCRIPTS"
    yield from [plain(line.strip()) for line in program["promise"].split("\n")]
    yield from environment("garner", all_options(program))
    yield from tail("garner", "garner")


def broker(program, release):
    yield from head("garner-broker", "1", program["summary"], release)
    yield from [".Sh SYNOPSIS", ".Nm", ".Fl \\-data Ar DIR", ".Op Ar option ...", ".Sh DESCRIPTION"]
    yield from list(paragraphs(program["text"]))[1:]
    yield ".Pp"
    yield from options(program["options"])
    yield from environment("garner-broker", all_options(program))
    yield from tail("garner-broker", "garner-broker")


def worker(program, release):
    yield from head("garner-worker", "1", program["summary"], release)
    yield from [".Sh SYNOPSIS", ".Nm", ".Op Ar command", ".Op Ar option ...", ".Op Ar", ".Sh DESCRIPTION"]
    yield ("Without a command,\n.Cm work\nis done: documents are computed for a broker.\nThe other commands read "
           "files, or standard input, without any broker.")
    yield ".Sh COMMANDS"
    yield from commands(program)
    yield ".Sh PIPELINES"
    yield from listed([(row["name"], row["text"]) for row in program["values"]["PIPELINE"]])
    yield from environment("garner-worker", all_options(program))
    yield from tail("garner-worker", "garner-worker")


def query(program, release):
    yield from head("garner-query", "7", "how to ask Garner", release)
    yield from [".Sh DESCRIPTION", "A query describes articles, or documents of the ledger.",
                "It is what follows\n.Cm search , records , facets , list , failed\nand\n.Cm export\non the command "
                "line of\n.Xr garner 1 .", "Capitals, width and simplified or traditional characters make no "
                "difference.", sentence(program["quoting"].replace("\n", " "))]
    began = False
    for row in program["examples"]:
        if "heading" in row:
            yield from ([".El"] if began else []) + [f".Sh {row['heading'].upper()}", ".Bl -tag -width Ds"]
            began = True
        yield f".It Li {word(row['example'])}"
        yield sentence(row["text"])
    yield ".El"
    yield ".Sh FIELDS"
    yield ".Bl -tag -width Ds"
    for row in program["fields"]:
        yield f".It Li {word(row['name'])}"
        yield sentence(row["text"])
        yield f"Example:\n.Li {word(row['example'])} ."
    yield ".El"
    yield ".Sh KINDS OF RECORD"
    yield from listed([(row["name"], f"{row['text']}: {row['fields']}") for row in program["kinds"]])
    for title, name in ("ORDERS", "ORDER"), ("FACETS", "FACET"):
        yield f".Sh {title}"
        yield from listed([(row["name"], row["text"]) for row in program["values"][name]])
    yield from also("garner-query")


def tidy(page):
    """Before a list or a display there is space already."""
    return re.sub(r"^\.Pp\n(?=\.(?:Bl|Bd|Sh|Ss)\b)", "", page, flags=re.M)


def main(build, into):
    programs, release = described(build), version(build)
    os.makedirs(into, exist_ok=True)
    makers = {"garner": (garner, "garner"), "garner-broker": (broker, "garner-broker"),
              "garner-worker": (worker, "garner-worker"), "garner-query": (query, "garner")}
    for name, section in PAGES:
        make, program = makers[name]
        with open(os.path.join(into, f"{name}.{section}"), "w", encoding="utf-8") as page:
            page.write(tidy("\n".join(make(programs[program], release))) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
