/* search.c: garner search. */
#include "client/command.h"
#include "client/figures.h"
#include "client/terminal.h"
#include "client/text.h"
#include "proto/id.h"
#include <inttypes.h>
#include <string.h>

static struct {
    uint64_t limit;
    bool count;
} options = {.limit = 20};

static const struct option_row search_options[] = {
    {"limit", 'n', OPTION_COUNT, &options.limit, "N", NULL, 0, 0,
     "as many articles at most, 0 = all (default: 20)"},
    {"count", 'c', OPTION_FLAG, &options.count, NULL, NULL, 0, 0,
     "only how many articles, documents and places there are"},
};

static const struct table_column columns[] = {
    {"doc", false, false, false},     {"archive", false, false, false},
    {"source", false, false, false},  {"article", false, false, false},
    {"title", false, false, false},   {"date", false, false, false},
    {"start", true, false, false},    {"count", true, false, false},
    {"snippet", false, false, false}, {"marks", false, false, false},
};

struct search {
    struct session *session;
    struct table *table; /* for scripts; NULL for people */
    uint64_t articles, documents, places;
    char last[16]; /* id of the last hit's document */
    bool more;     /* the limit was reached */
};

/* For people */

/* The text around the place, what was found set off in it. */
static void show_snippet(const struct msg_hit *hit)
{
    const struct style *style = terminal_style(stdout);
    bool coloured = *style->off != '\0';
    struct buf line = {0};
    uint64_t at = 0;
    for (size_t i = 0; i + 1 < hit->marks.count; i += 2) {
        uint64_t start = hit->marks.at[i], end = hit->marks.at[i + 1];
        if (start < at || end < start || end > hit->snippet.len) break;
        text_show(&line, (struct view){hit->snippet.at + at, start - at});
        buf_add_string(&line, coloured ? style->red : "»");
        text_show(&line, (struct view){hit->snippet.at + start, end - start});
        buf_add_string(&line, coloured ? style->off : "«");
        at = end;
    }
    text_show(&line, (struct view){hit->snippet.at + at, hit->snippet.len - at});
    printf("   %s\n", buf_string(&line));
    buf_free(&line);
}

static void show_hit(const struct msg_hit *hit, uint64_t number)
{
    const struct style *style = terminal_style(stdout);
    struct buf title = {0}, where = {0};
    char digits[2 * sizeof(((struct search *)0)->last) + 1] = "";
    hex_encode(hit->doc.at, hit->doc.len, digits);
    text_show(&title, hit->title.len ? hit->title : view_of("(no title)"));
    text_show(&where, hit->archive);
    buf_add_string(&where, ": ");
    text_show(&where, hit->source);
    if (hit->date.len) buf_add_string(&where, "  ");
    text_show(&where, hit->date);
    printf("%" PRIu64 ". %s%s%s\n", number, style->bold, buf_string(&title), style->off);
    printf("   %s%s  %.*s %.*s%s", style->dim, buf_string(&where), TABLE_HEX_SHOWN, digits,
           (int)hit->article.len, hit->article.at, style->off);
    if (hit->count > 1) printf("  %s%" PRIu64 " places%s", style->dim, hit->count, style->off);
    printf("\n");
    show_snippet(hit);
    buf_free(&title);
    buf_free(&where);
}

/* For scripts */

static void add_hit(struct table *t, const struct msg_hit *hit)
{
    table_hex(t, hit->doc);
    table_text(t, hit->archive);
    table_text(t, hit->source);
    table_text(t, hit->article);
    table_text(t, hit->title);
    table_text(t, hit->date);
    table_place(t, hit->start);
    table_count(t, hit->count);
    table_text(t, hit->snippet);
    table_pairs(t, hit->marks.at, hit->marks.count);
}

/* Both */

static void take_hit(struct search *s, const struct msg_hit *hit)
{
    bool same = s->articles > 0 && hit->doc.len == sizeof s->last &&
                memcmp(s->last, hit->doc.at, sizeof s->last) == 0;
    if (hit->doc.len == sizeof s->last) memcpy(s->last, hit->doc.at, sizeof s->last);
    s->documents += !same;
    s->articles++;
    s->places += hit->count;
    if (options.count) return;
    if (s->table)
        add_hit(s->table, hit);
    else
        show_hit(hit, s->articles);
}

/* Asks page after page until there are enough, or no more. */
static int search(struct search *s, const char *text, struct err *err)
{
    struct reply r = {0};
    struct msg ask = {MSG_SEARCH, .search = {.text = view_of(text)}};
    char after[sizeof s->last];
    uint64_t most = options.count || options.limit == 0 ? UINT64_MAX : options.limit;
    int result;
    do {
        uint64_t left = most - s->articles;
        ask.search.limit = left < MAX_BATCH ? left : MAX_BATCH;
        result = session_ask(s->session, &ask, MSG_HITS, &r, err);
        if (result != 0) break;
        const struct msg_hits *page = &r.msg.hits;
        for (size_t i = 0; i < page->hits.count && s->articles < most; i++)
            take_hit(s, &page->hits.at[i]);
        memcpy(after, page->next.at, page->next.len);
        ask.search.after = (struct view){after, page->next.len};
    } while (s->articles < most && ask.search.after.len > 0);
    s->more = result == 0 && ask.search.after.len > 0;
    reply_free(&r);
    return result;
}

static const struct table_column count_columns[] = {
    {"articles", false, false, false},
    {"documents", false, false, false},
    {"places", false, false, false},
};

static void tell_count(const struct search *s)
{
    struct table *t = table_new(stdout, output_form(), count_columns, 3);
    table_count(t, s->articles);
    table_count(t, s->documents);
    table_count(t, s->places);
    table_end(&t);
}

static void tell_end(const struct search *s)
{
    if (options.count)
        tell_count(s);
    else if (output_form() != TABLE_PEOPLE || common.quiet)
        return;
    else if (s->articles == 0)
        printf("nothing found\n");
    else if (s->more)
        printf("\nthere may be more: --limit 0 shows all, --count counts them\n");
}

static int search_run(char **operands, size_t count)
{
    struct reach r;
    struct err err;
    if (operand_check("search", operands[0], MAX_QUERY, &err) != 0) return trouble(&err);
    int result = reach_open(&r, false, &err);
    struct search s = {.session = r.session};
    if (result == 0) {
        if (output_form() != TABLE_PEOPLE)
            s.table = table_new(stdout, output_form(), columns, sizeof columns / sizeof *columns);
        result = search(&s, operands[0], &err);
        if (s.table) table_end(&s.table);
    }
    if (result == 0) tell_end(&s);
    reach_close(&r);
    return result != 0 ? trouble(&err) : s.articles > 0 ? FOUND : NOTHING;
}

const struct command search_command = {
    .name = "search",
    .operands = "TEXT",
    .least = 1,
    .most = 1,
    .text = "the articles that contain a text",
    .details =
        "TEXT is found as it stands, byte for byte. Columns of --tsv: doc, archive, source, "
        "article,\n"
        "title, date, start (of the first place, in the canonical text), count (of places),\n"
        "snippet, marks (START-END,… in the snippet, in bytes). With --count: articles,\n"
        "documents, places. Exit status 1 if nothing is found.",
    .options = search_options,
    .option_count = sizeof search_options / sizeof *search_options,
    .run = search_run,
};
