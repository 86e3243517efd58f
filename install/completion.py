#!/usr/bin/python3
"""completion.py BUILD INTO: writes completion for bash and zsh, from what the programs in BUILD say of themselves.

INTO/bash has a file a program, INTO/zsh one called _PROGRAM. What may stand for a value or operand is told by the word
that stands for it in the help: FILE and its like are files, and a word that has a list of its own (STATE, FORMAT …) is
one of that. Nothing is listed here that the programs do not tell.
"""
import os
import re
import sys

from describe import described

FILES = {"FILE", "PATH", "MODEL"}
FOLDERS = {"DIR", "FOLDER"}


def quoted(text):
    return "'" + text.replace("'", "'\\''") + "'"


def kind(meta):
    """"ROLE[,...]" is a list of ROLE."""
    return re.sub(r"\W.*", "", meta)


def kinds(operands):
    """The words of "[KIND] [QUERY…]", in their order; of "ID|SOURCE" both."""
    return re.findall(r"[A-Z]+", operands)


def names(row):
    return (["-" + row["letter"]] if "letter" in row else []) + ["--" + row["name"]]


def all_options(program, command):
    return command["options"] + program.get("options", [])


def parts(program):
    """Options and operands by command; the empty name: before there is one."""
    commands = program.get("commands", [])
    first = {"name": "", "operands": "COMMAND" if commands else "", "options": []}
    if commands and "options" not in program:  # the first command is the default
        first = dict(first, options=commands[0]["options"])
    return [first, *commands]


def values(program):
    found = {name: [row["name"] for row in rows] for name, rows in program.get("values", {}).items()}
    found["COMMAND"] = [c["name"] for c in program.get("commands", [])]
    if "fields" in program:
        found["QUERY"] = [row["name"] + ":" for row in program["fields"]]
        found["STATE"].append("any")
    return found


# ---- bash ----

BASH = r"""# bash completion for @NAME@, made by install/completion.py

# Words of a list, of which several may stand behind each other with commas.
@FUNCTION@_words() {
    local before=
    [[ $2 == *,* ]] && before=${2%,*},
    mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -P "$before" -W "$1" -- "${2##*,}")
}

@FUNCTION@_kind() {
    case $1 in
@KINDS@
    esac
}

@FUNCTION@() {
    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command='' options='' operands='' word i
    COMPREPLY=()
    if [[ $current == = ]]; then
        current=''
    elif [[ $before == = ]]; then
        before=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    for ((i = 1; i < COMP_CWORD && @COMMANDS@; i++)); do
        word=${COMP_WORDS[i]}
        case $word in
        @VALUED@)
            i=$((i + 1))
            [[ ${COMP_WORDS[i]} == = ]] && i=$((i + 1))
            ;;
        -* | =) ;;
        *)
            command=$word
            break
            ;;
        esac
    done
    case $command in
@PARTS@
    *) return ;;
    esac
    case "$command $before" in
@VALUES@
    esac
    if [[ $current == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
        return
    fi
    for word in $operands; do @FUNCTION@_kind "$word" "$current"; done
}
complete -F @FUNCTION@ @NAME@
"""


def bash_kinds(program):
    rows = [f"    {' | '.join(sorted(FILES))}) "
            'compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$2") ;;',
            f"    {' | '.join(sorted(FOLDERS))}) "
            'compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$2") ;;']
    for name, words in values(program).items():
        begin = "compopt -o nospace 2>/dev/null; " if name == "QUERY" else ""
        if words:
            rows.append(f"    {name}) {begin}@FUNCTION@_words {quoted(' '.join(words))} \"$2\" ;;")
    return "\n".join(rows)


def bash_values(program):
    for part in parts(program):
        for row in all_options(program, part):
            if "value" in row:
                patterns = " | ".join(quoted(f"{part['name']} {name}") for name in names(row))
                yield f"    {patterns})\n        @FUNCTION@_kind {kind(row['value'])} \"$current\"\n        return\n        ;;"


def bash_parts(program):
    for part in parts(program):
        words = " ".join(name for row in all_options(program, part) for name in names(row))
        yield (f"    {quoted(part['name'])}) options={quoted(words)} "
               f"operands={quoted(' '.join(dict.fromkeys(kinds(part['operands']))))} ;;")


def bash(program):
    """Options with a value in front of the command are passed over: the common ones."""
    valued = [name for row in parts(program)[0]["options"] + program.get("options", []) if "value" in row
              for name in names(row)]
    text = BASH
    for mark, with_what in (("KINDS", bash_kinds(program)), ("PARTS", "\n".join(bash_parts(program))),
                            ("VALUES", "\n".join(bash_values(program))), ("VALUED", " | ".join(valued)),
                            ("COMMANDS", "1" if "commands" in program else "0"),
                            ("FUNCTION", "_" + program["program"].replace("-", "_")), ("NAME", program["program"])):
        text = text.replace(f"@{mark}@", with_what)
    return text


# ---- zsh ----

def zsh_text(text):
    return re.sub(r"([][:\\])", r"\\\1", text.split("\n")[0])


def zsh_action(program, meta):
    name = kind(meta)
    if name in FILES:
        return "_files"
    if name in FOLDERS:
        return "_files -/"
    words = values(program).get(name)
    return "(" + " ".join(word.replace(":", "\\:") for word in words) + ")" if words else " "


def zsh_option(program, row):
    said = f"[{zsh_text(row['text'])}]"
    together = " ".join(names(row))
    for name in names(row):
        mark = ("=" if name.startswith("--") else "+") if "value" in row else ""
        value = f":{kind(row['value'])}:{zsh_action(program, row['value'])}" if "value" in row else ""
        yield quoted(f"({together}){name}{mark}{said}{value}")


def zsh_options(program, part):
    return [spec for row in all_options(program, part) for spec in zsh_option(program, row)]


def zsh_operands(program, part):
    found = dict.fromkeys(kinds(part["operands"]))
    for name in found:
        if zsh_action(program, name) != " ":
            return [quoted(f"*:{name}:{zsh_action(program, name)}")]
    return [quoted(f"*:{' or '.join(found)}: ")] if found else []


def zsh(program):
    name = program["program"]
    function = "_" + name
    first, *commands = parts(program)
    joined = " \\\n        ".join
    lines = [f"#compdef {name}", "", f"{function}() {{", "    local context state line", "    typeset -A opt_args"]
    if not commands:
        lines.append("    _arguments -s -S " + joined(zsh_options(program, first)))
        return "\n".join([*lines, "}", "", f'{function} "$@"', ""])
    lines += ["    local -a commands", "    commands=("]
    lines += [f"        {quoted(c['name'] + ':' + zsh_text(c['text']))}" for c in commands]
    lines += ["    )", "    _arguments -s -S -C " +
              joined([*zsh_options(program, first), "'1:command:->command'", "'*::operand:->operand'"])]
    lines += ["    case $state in", "    command) _describe -t commands command commands ;;", "    operand)",
              "        case $words[1] in"]
    for c in commands:
        lines += [f"        {c['name']})", "            _arguments -s -S " +
                  joined([*zsh_options(program, c), *zsh_operands(program, c)]), "            ;;"]
    return "\n".join([*lines, "        esac", "        ;;", "    esac", "}", "", f'{function} "$@"', ""])


def main(build, into):
    for shell, make, prefix in (("bash", bash, ""), ("zsh", zsh, "_")):
        os.makedirs(os.path.join(into, shell), exist_ok=True)
        for name, program in described(build).items():
            with open(os.path.join(into, shell, prefix + name), "w", encoding="utf-8") as out:
                out.write(make(program))


if __name__ == "__main__":
    main(*sys.argv[1:])
