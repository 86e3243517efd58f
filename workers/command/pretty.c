/* pretty.c: see pretty.h. */
#include "workers/command/pretty.h"
#include "proto/json.h"
#include "proto/pack.h"
#include "proto/utf8.h"
#include <inttypes.h>

struct look { /* of a kind of record on a terminal */
    const char *kind, *colour;
};
static const struct look looks[] = {
    {"quantity", "\033[33m"},   {"date", "\033[36m"},   {"place", "\033[32m"},
    {"org", "\033[34m"},        {"person", "\033[35m"}, {"initiative", "\033[1;31m"},
    {"document", "\033[4;36m"}, {"", "\033[7m"},
};

struct printer {
    struct view text;
    bool colours;
    FILE *out;
};

/* A text may hold anything, and whoever looks at it mostly does so on a terminal. */
static void put(const struct printer *p, struct view v)
{
    struct buf shown = {0};
    buf_add_view(&shown, v);
    utf8_tame_lines(shown.at, shown.len);
    if (shown.len > 0) fwrite(shown.at, 1, shown.len, p->out);
    buf_free(&shown);
}

static const char *colour_of(const struct printer *p, struct view kind)
{
    const struct look *l = looks;
    while (*l->kind && !view_equal(kind, view_of(l->kind))) l++;
    return p->colours ? l->colour : "»";
}

/* The text of [start, end), or nothing where that is not within the text. */
static struct view piece(const struct printer *p, uint64_t start, uint64_t end)
{
    if (start > end || end > p->text.len) return (struct view){0};
    return (struct view){p->text.at + start, (size_t)(end - start)};
}

/* Prints a span with the records that begin in it; of overlapping ones the first. */
static void print_span(const struct printer *p, struct unpack article, uint64_t start, uint64_t end)
{
    struct unpack record;
    uint64_t records = unpack_items(article, "records", &record), at = start;
    for (uint64_t i = 0; i < records; i++, unpack_skip(&record)) {
        uint64_t from = unpack_number(record, "start"), to = unpack_number(record, "end");
        if (from < at || to > end) continue;
        put(p, piece(p, at, from));
        fputs(colour_of(p, unpack_text(record, "kind")), p->out);
        put(p, piece(p, from, to));
        fputs(p->colours ? "\033[0m" : "«", p->out);
        at = to;
    }
    put(p, piece(p, at, end));
}

static void print_text(const struct printer *p, struct unpack article)
{
    struct unpack span;
    uint64_t spans = unpack_items(article, "spans", &span);
    for (uint64_t i = 0; i < spans; i++) {
        uint64_t start, end;
        if (!unpack_span(&span, &start, &end)) continue;
        print_span(p, article, start, end);
        if (end > start && end <= p->text.len && p->text.at[end - 1] != '\n') fputc('\n', p->out);
    }
}

/* What a record says beyond its kind and text, key by key. */
static void print_fields(const struct printer *p, struct unpack record)
{
    static const char *const shown_elsewhere[] = {"kind", "text", "start",
                                                  "end",  "rule", "confidence"};
    struct buf line = {0};
    struct unpack_item map = unpack_next(&record);
    for (uint64_t i = 0; map.type == UNPACK_MAP && i < map.number; i++) {
        struct view key = unpack_next(&record).bytes;
        bool elsewhere = false;
        for (size_t k = 0; k < sizeof shown_elsewhere / sizeof *shown_elsewhere; k++)
            elsewhere |= view_equal(key, view_of(shown_elsewhere[k]));
        if (elsewhere) {
            unpack_skip(&record);
            continue;
        }
        buf_add_string(&line, "  ");
        buf_add_view(&line, key);
        buf_add_char(&line, ' ');
        json_from_pack(&line, &record);
    }
    put(p, buf_view(&line));
    buf_free(&line);
}

static void print_records(const struct printer *p, struct unpack article)
{
    struct unpack record;
    uint64_t records = unpack_items(article, "records", &record);
    for (uint64_t i = 0; i < records; i++, unpack_skip(&record)) {
        struct view kind = unpack_text(record, "kind");
        fprintf(p->out, "  %s%-11.*s%s %6" PRIu64 "  ", p->colours ? colour_of(p, kind) : "",
                (int)kind.len, kind.at, p->colours ? "\033[0m" : "",
                unpack_number(record, "start"));
        put(p, unpack_text(record, "text"));
        print_fields(p, record);
        fputc('\n', p->out);
    }
}

static void print_article(const struct printer *p, struct unpack article)
{
    struct view title = unpack_text(article, "title"), kind = unpack_text(article, "kind");
    struct view id = unpack_text(article, "id");
    const char *bold = p->colours ? "\033[1m" : "", *off = p->colours ? "\033[0m" : "";
    if (title.len == 0) title = view_of("(no title)");
    fprintf(p->out, "%s== %.*s  ", bold, (int)id.len, id.at);
    put(p, title);
    fprintf(p->out, "%s  (%.*s)\n\n", off, (int)kind.len, kind.at);
    print_text(p, article);
    fputc('\n', p->out);
    print_records(p, article);
    fputc('\n', p->out);
}

void pretty_print(struct view result, struct view text, bool colours, FILE *out)
{
    struct printer p = {text, colours, out};
    struct unpack article;
    uint64_t articles = unpack_items(unpack_of(result), "articles", &article);
    for (uint64_t i = 0; i < articles; i++, unpack_skip(&article)) print_article(&p, article);
}
