/* facets.c: garner facets: how many there are of each kind, and what their figures come to. */
#include "client/asking.h"
#include "client/figures.h"
#include "proto/language.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct {
    uint64_t limit, digits;
    const char *order, *kind;
} options;

static const struct option_row facets_options[] = {
    {"limit", 'n', OPTION_COUNT, &options.limit, "N", NULL, 0, 0,
     "as many rows at most (default: all)"},
    {"kind", 'k', OPTION_STRING, &options.kind, "KIND", NULL, 0, 0,
     "count records of this kind instead of articles, and add up figures (quantity)"},
    {"digits", 'D', OPTION_COUNT, &options.digits, "N", NULL, 2, 12,
     "of the codes of places: 2 provinces (default), 4 prefectures, 6 counties, 9 towns"},
    {"sort", 's', OPTION_STRING, &options.order, "ORDER", NULL, 0, 0,
     "most: the greatest count first (default); least: by name"},
};

static struct table_column columns[] = {
    {"value", false, true, false}, {"code", false, false, false}, {"second", false, true, false},
    {"count", true, false, false}, {"unit", false, false, false}, {"sum", true, false, false},
    {"min", true, false, false},   {"max", true, false, false},   {"median", true, false, false},
};

enum { CODE = 1, SECOND, UNIT = 4, COLUMNS = 9 };

struct facets {
    struct table *table;
    uint64_t shown;
    bool pairs; /* of two facets */
};

/* People get a dash where there is no value; scripts get the empty one. */
static void add_value(struct table *t, struct view value)
{
    bool none = value.len == 0 && output_form() == TABLE_PEOPLE;
    table_text(t, none ? view_of("–") : value);
}

/* An exact decimal; people get it in groups of three digits, and rounded where it has more than
 * they can read. */
static void add_figure(struct table *t, struct view figure)
{
    char text[64] = "", rounded[64];
    struct buf shown = {0};
    size_t digits = figure.len < sizeof text ? figure.len : sizeof text - 1;
    if (digits > 0) memcpy(text, figure.at, digits);
    double value = strtod(text, NULL);
    snprintf(rounded, sizeof rounded, fabs(value) < 100 ? "%.4g" : "%.0f", value);
    figure_digits(&shown, strchr(text, '.') ? view_of(rounded) : figure);
    table_text(t, output_form() == TABLE_PEOPLE ? buf_view(&shown) : figure);
    buf_free(&shown);
}

static int take_page(void *context, const struct reply *r, uint64_t *taken, struct err *err)
{
    struct facets *s = context;
    const struct msg_answer *page = &r->msg.answer;
    for (size_t i = 0; i < page->buckets.count; i++) {
        const struct msg_bucket *b = &page->buckets.at[i];
        add_value(s->table, b->value);
        table_text(s->table, b->area);
        if (s->pairs)
            add_value(s->table, b->second);
        else
            table_text(s->table, b->second);
        table_count(s->table, b->count);
        table_text(s->table, b->unit);
        add_figure(s->table, b->sum);
        add_figure(s->table, b->least);
        add_figure(s->table, b->most);
        add_figure(s->table, b->median);
    }
    s->shown += page->buckets.count;
    *taken = page->buckets.count;
    return 0;
}

/* People see the facet's name above its column. */
static void name_column(int column, struct view facet)
{
    static char names[COLUMNS][32];
    if (output_form() != TABLE_PEOPLE || facet.len == 0 || facet.len >= sizeof *names) return;
    memcpy(names[column], facet.at, facet.len);
    columns[column].name = names[column];
}

/* People are spared the columns that would be empty. */
static void hide_columns(const struct msg_ask *ask)
{
    name_column(0, ask->facet);
    name_column(SECOND, ask->second);
    bool places = view_equal(ask->facet, view_of("place"));
    bool figures = view_equal(ask->kind, view_of("quantity"));
    columns[CODE].machine = !places;
    columns[SECOND].machine = ask->second.len == 0;
    for (int i = UNIT; i < COLUMNS; i++) columns[i].machine = !figures;
}

static const char *const names[] = {
#define X(NAME, name, ...) name,
    FACETS(X)
#undef X
};

static int check_facet(struct view facet, struct err *err)
{
    struct buf all = {0};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (view_equal(facet, view_of(names[i]))) return 0;
        buf_format(&all, "%s%s", i > 0 ? ", " : "", names[i]);
    }
    fail(err, 0, "there is no facet \"%.*s\"; there are %s", (int)facet.len, facet.at,
         buf_string(&all));
    buf_free(&all);
    return -1;
}

/* place,year: two facets. */
static int read_facets(const char *text, struct msg_ask *ask, struct err *err)
{
    const char *comma = strchr(text, ',');
    ask->facet = comma ? (struct view){text, (size_t)(comma - text)} : view_of(text);
    if (comma) ask->second = view_of(comma + 1);
    if (check_facet(ask->facet, err) != 0) return -1;
    return comma ? check_facet(ask->second, err) : 0;
}

/* A kind there is, and a length that codes of GB/T 2260, and of what lies below, are cut to. */
static int check_options(struct err *err)
{
    static const unsigned lengths[] = {0, 2, 4, 6, 9, 12};
    size_t i = 0, count = sizeof lengths / sizeof *lengths;
    if (options.kind && record_kind_by_name(options.kind) < 0)
        return fail(err, 0, "--kind %s: there is no such kind; garner help kinds lists them",
                    options.kind);
    while (i < count && lengths[i] != options.digits) i++;
    if (i < count) return 0;
    return fail(err, 0, "--digits %u: codes have 2, 4, 6, 9 or 12", (unsigned)options.digits);
}

static int facets_run(char **operands, size_t count)
{
    struct err err;
    struct facets s = {0};
    struct asking a = {.limit = options.limit,
                       .order = options.order ? options.order : "most",
                       .orders = 1 << ORDER_MOST | 1 << ORDER_LEAST,
                       .take = take_page,
                       .context = &s,
                       .ask.ask.wanted = WANTED_FACETS,
                       .ask.ask.digits = options.digits};
    if (read_facets(operands[0], &a.ask.ask, &err) != 0 || check_options(&err) != 0)
        return trouble(&err);
    s.pairs = a.ask.ask.second.len > 0;
    if (options.kind) a.ask.ask.kind = view_of(options.kind);
    if (!asking_read(&a, operands + 1, count - 1)) return TROUBLE;
    hide_columns(&a.ask.ask);
    s.table = table_new(stdout, output_form(), columns, sizeof columns / sizeof *columns);
    pager_begin();
    int status = asking_run(&a);
    table_end(&s.table);
    status = asking_end(&a, status, s.shown > 0);
    pager_end();
    return status;
}

const struct command facets_command = {
    .name = "facets",
    .operands = "FACET[,FACET] [QUERY…]",
    .least = 1,
    .most = SIZE_MAX,
    .text = "how many there are by place, year …, and what figures come to",
    .details =
        "FACET is place, year, unit, initiative, org, person, role, document, source (who\n"
        "published), archive or kind. Counted are the articles that the query describes, all of\n"
        "them without one, each once for a value, or for a pair of values of two facets (role,person:\n"
        "a pair that is of one person). With --kind its records are counted: person by name, role and\n"
        "the org that they work for; quantity added up by unit, for the place and the year that a\n"
        "figure is about. Columns of --tsv: value, code (of a place), second, count, unit, sum, min,\n"
        "max, median. Exit status 1 if there are none.\n\n"
        "  garner facets place,year --kind quantity unit:元\n"
        "  garner facets role,person --kind person 贵阳 --limit 20",
    .options = facets_options,
    .option_count = sizeof facets_options / sizeof *facets_options,
    .run = facets_run,
};
