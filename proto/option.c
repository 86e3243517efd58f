/* option.c: see option.h. */
#include "proto/option.h"
#include "proto/json.h"
#include "proto/language.h"
#include "proto/utf8.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct unit {
    const char *name;
    uint64_t factor;
};
static const struct unit count_units[] = {{"", 1}, {0}};
static const struct unit size_units[] = {
    {"", 1}, {"K", 1ull << 10}, {"M", 1ull << 20}, {"G", 1ull << 30}, {"T", 1ull << 40}, {0},
};
static const struct unit time_units[] = {
    {"", 1000}, {"ms", 1}, {"s", 1000}, {"m", 60 * 1000}, {"h", 60 * 60 * 1000}, {0},
};

static const struct number_type {
    const struct unit *units;
    const char *example;
} number_types[] = {
    [OPTION_COUNT] = {count_units, N_("a number, as 12")},
    [OPTION_SIZE] = {size_units, N_("a size, as 4096, 64K, 10M or 2G")},
    [OPTION_TIME] = {time_units, N_("a time, as 500ms, 10s, 5m or 2h")},
};

/* False if text is not digits and a unit, or the product does not fit. */
static bool read_number(const char *text, const struct unit *units, uint64_t *number)
{
    uint64_t n = 0;
    const char *at = text;
    for (; *at >= '0' && *at <= '9'; at++)
        if (__builtin_mul_overflow(n, 10, &n) || __builtin_add_overflow(n, *at - '0', &n))
            return false;
    if (at == text) return false;
    for (const struct unit *u = units; u->name; u++)
        if (strcmp(at, u->name) == 0) return !__builtin_mul_overflow(n, u->factor, number);
    return false;
}

/* `who` is the argument or variable that the text comes from, for the person who wrote it. */
static int set_number(const struct option_row *row, const char *who, const char *text,
                      struct err *err)
{
    const struct number_type *type = &number_types[row->type];
    uint64_t n;
    if (!read_number(text, type->units, &n))
        return fail(err, 0, "%s: \"%s\" is not %s", who, text, _(type->example));
    bool bounded = row->min || row->max;
    if (bounded && (n < row->min || n > row->max))
        return fail(err, 0, "%s: %s is not between %" PRIu64 " and %" PRIu64 "%s", who, text,
                    row->min, row->max, row->type == OPTION_TIME ? " ms" : "");
    *(uint64_t *)row->value = n;
    return 0;
}

static int set_value(const struct option_row *row, const char *who, const char *text,
                     struct err *err)
{
    if (row->type == OPTION_FLAG)
        *(bool *)row->value = *text && strcmp(text, "0") != 0;
    else if (row->type == OPTION_STRING)
        *(const char **)row->value = text;
    else
        return set_number(row, who, text, err);
    return 0;
}

static int read_environment(const struct option_row *rows, size_t count, struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        const char *text = rows[i].env ? getenv(rows[i].env) : NULL;
        if (text && *text && set_value(&rows[i], rows[i].env, text, err) != 0) return -1;
    }
    return 0;
}

/* The command line while it is read: `at` is the next argument, `kept` how many operands were put
 * aside at its beginning. */
struct arguments {
    const struct option_row *rows;
    size_t count;
    char **argv;
    int argc, at, kept;
};

/* The row that arg names; *value is what stands with the name in one argument, or NULL. */
static const struct option_row *find_row(const struct arguments *a, const char *arg,
                                         const char **value)
{
    bool is_long = arg[1] == '-';
    const char *name = arg + 2, *equals = is_long ? strchr(arg, '=') : NULL;
    size_t len = equals ? (size_t)(equals - name) : strlen(name);
    *value = is_long ? (equals ? equals + 1 : NULL) : (*name ? name : NULL);
    for (size_t i = 0; i < a->count; i++) {
        const struct option_row *row = &a->rows[i];
        if (!is_long && row->letter && row->letter == arg[1]) return row;
        if (is_long && strlen(row->name) == len && memcmp(row->name, name, len) == 0) return row;
    }
    return NULL;
}

/* Names of options are ASCII letters: -法院, -"a b", -{…} and -title:网格 of a query are none, but
 * -btcp://host is one with its value. */
static bool is_option(const char *arg)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    if (arg[0] != '-' || arg[1] == '\0') return false;
    size_t name = strspn(arg + 1, letters);
    const char *behind = arg + 1 + name;
    return arg[1] == '-' || (name > 0 && (*behind != ':' || strncmp(behind, "://", 3) == 0));
}

static int read_option(struct arguments *a, const char *arg, struct err *err)
{
    const char *value;
    const struct option_row *row = find_row(a, arg, &value);
    if (!row) return fail(err, 0, "%s: there is no such option", arg);
    if (row->type == OPTION_FLAG) {
        if (value) return fail(err, 0, "%s: --%s takes no value", arg, row->name);
        *(bool *)row->value = true;
        return 0;
    }
    if (!value && a->at == a->argc) return fail(err, 0, "%s: a value must follow", arg);
    return set_value(row, arg, value ? value : a->argv[a->at++], err);
}

int options_parse(const struct option_row *rows, size_t count, int argc, char **argv, int *rest,
                  struct err *err)
{
    struct arguments a = {.rows = rows, .count = count, .argv = argv, .argc = argc, .at = 1};
    bool ended = false;
    if (read_environment(rows, count, err) != 0) return -1;
    while (a.at < argc) {
        char *arg = argv[a.at++];
        if (!ended && strcmp(arg, "--") == 0)
            ended = true;
        else if (ended || !is_option(arg))
            argv[++a.kept] = arg;
        else if (read_option(&a, arg, err) != 0)
            return -1;
    }
    if (a.kept + 1 < argc) argv[a.kept + 1] = NULL;
    *rest = a.kept;
    return 0;
}

/* Help */

enum { HELP_LEFT = 28, HELP_WIDTH = 80 };

static void add_name(struct buf *line, const struct option_row *row)
{
    if (row->letter)
        buf_format(line, "  -%c, --%s", row->letter, row->name);
    else
        buf_format(line, "      --%s", row->name);
    if (row->meta) buf_format(line, " %s", row->meta);
}

static void print_newline(FILE *out, size_t *column)
{
    fprintf(out, "\n");
    *column = 0;
}

/* Chinese is two cells a character, and broken between any two, but for the marks that end a part
 * of a sentence. */
static bool is_wide(const char *at)
{
    unsigned char first = (unsigned char)*at;
    return first >= 0xe3 && first != 0xee;
}

static bool is_ending(const char *at)
{
    static const char *const marks[] = {"\uff0c", "\uff1b", "\uff1a", "\uff09", "\uff1f",
                                        "\uff01", "。",     "、",     "”",      "》"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (strncmp(at, marks[i], strlen(marks[i])) == 0) return true;
    return false;
}

/* The length of what is not broken: a word, or one wide character, with the marks that end it. */
static size_t word_at(const char *text, size_t *cells)
{
    bool wide = is_wide(text);
    size_t len = 0;
    *cells = 0;
    while (text[len] && text[len] != ' ' &&
           (len == 0 || is_ending(text + len) || !(wide || is_wide(text + len)))) {
        size_t step = utf8_char(view_of(text + len));
        *cells += is_wide(text + len) ? 2 : 1;
        len += step ? step : 1;
    }
    return len;
}

/* Prints text from column HELP_LEFT on, broken where a line is full, behind a name that takes
 * `column` of them. */
static void print_wrapped(const char *text, size_t column, FILE *out)
{
    bool apart = false;
    if (column >= HELP_LEFT) print_newline(out, &column);
    while (*text) {
        size_t cells, word = word_at(text, &cells);
        if (column > HELP_LEFT && column + apart + cells > HELP_WIDTH) print_newline(out, &column);
        size_t blanks = column < HELP_LEFT ? HELP_LEFT - column : apart;
        fprintf(out, "%*s%.*s", (int)blanks, "", (int)word, text);
        column += blanks + cells;
        text += word;
        apart = *text == ' ';
        text += strspn(text, " ");
    }
    print_newline(out, &column);
}

void options_help(const struct option_row *rows, size_t count, FILE *out)
{
    for (size_t i = 0; i < count; i++) {
        struct buf line = {0}, text = {0};
        add_name(&line, &rows[i]);
        buf_add_string(&text, _(rows[i].text));
        if (rows[i].env) buf_format(&text, " [%s]", rows[i].env);
        fprintf(out, "%s", buf_string(&line));
        print_wrapped(buf_string(&text), line.len, out);
        buf_free(&line);
        buf_free(&text);
    }
}

void options_describe(const struct option_row *rows, size_t count, struct buf *out)
{
    buf_add_string(out, ",\"options\":[");
    for (size_t i = 0; i < count; i++) {
        const char letter[] = {rows[i].letter, '\0'};
        buf_add_string(out, i > 0 ? ",{" : "{");
        json_member(out, "name", rows[i].name);
        json_member(out, "letter", *letter ? letter : NULL);
        json_member(out, "value", rows[i].meta);
        json_member(out, "environment", rows[i].env);
        json_member(out, "text", rows[i].text);
        buf_add_char(out, '}');
    }
    buf_add_char(out, ']');
}
