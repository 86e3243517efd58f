/* search.c: garner search. */
#include "client/asking.h"
#include "client/terminal.h"
#include "client/text.h"
#include "proto/id.h"
#include "proto/language.h"
#include <inttypes.h>

static struct {
    uint64_t limit;
    const char *order;
    bool count;
} options = {.limit = 20};

static const struct option_row search_options[] = {
    {"limit", 'n', OPTION_COUNT, &options.limit, "N", NULL, 0, 0,
     "as many articles at most, 0 = all (default: 20)"},
    {"count", 'c', OPTION_FLAG, &options.count, NULL, NULL, 0, 0,
     "only how many articles, documents and records there are"},
    {"sort", 's', OPTION_STRING, &options.order, "ORDER", NULL, 0, 0,
     "best (default), newest or oldest first"},
};

static const struct table_column columns[] = {
    {"doc", false, false, false},     {"archive", false, false, false},
    {"source", false, false, false},  {"article", false, false, false},
    {"title", false, false, false},   {"date", false, false, false},
    {"start", true, false, false},    {"count", true, false, false},
    {"snippet", false, false, false}, {"marks", false, false, false},
    {"score", true, false, false},
};

struct search {
    struct table *table; /* for scripts; NULL for people */
    uint64_t shown, articles, documents, records;
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
    char digits[2 * DOC_ID_LEN + 1] = "";
    hex_encode(hit->doc.at, hit->doc.len, digits);
    text_show(&title, hit->title.len ? hit->title : view_of(_("(no title)")));
    text_show(&where, hit->archive);
    buf_add_string(&where, ": ");
    text_show(&where, hit->source);
    if (hit->date.len) buf_add_string(&where, "  ");
    text_show(&where, hit->date);
    printf("%" PRIu64 ". %s%s%s\n", number, style->bold, buf_string(&title), style->off);
    printf("   %s%s  %.*s %.*s%s", style->dim, buf_string(&where), TABLE_HEX_SHOWN, digits,
           (int)hit->article.len, hit->article.at, style->off);
    if (hit->count > 1) {
        printf("  %s", style->dim);
        printf(_("%" PRIu64 " times"), hit->count);
        printf("%s", style->off);
    }
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
    table_millionths(t, hit->score);
}

/* Both */

static int take_page(void *context, const struct reply *r, uint64_t *taken, struct err *err)
{
    struct search *s = context;
    const struct msg_answer *page = &r->msg.answer;
    s->articles = page->articles;
    s->documents = page->documents;
    s->records = page->records;
    for (size_t i = 0; i < page->hits.count; i++) {
        s->shown++;
        if (s->table)
            add_hit(s->table, &page->hits.at[i]);
        else
            show_hit(&page->hits.at[i], s->shown);
    }
    *taken = page->hits.count;
    return 0;
}

static const struct table_column count_columns[] = {
    {"articles", false, false, false},
    {"documents", false, false, false},
    {"records", false, false, false},
};

static void tell_count(const struct search *s)
{
    struct table *t = table_new(stdout, output_form(), count_columns, 3);
    table_count(t, s->articles);
    table_count(t, s->documents);
    table_count(t, s->records);
    table_end(&t);
}

static int search_run(char **operands, size_t count)
{
    struct search s = {0};
    struct asking a = {.limit = options.limit,
                       .order = options.order,
                       .orders = 1 << ORDER_BEST | 1 << ORDER_NEWEST | 1 << ORDER_OLDEST,
                       .take = take_page,
                       .context = &s,
                       .ask.ask.wanted = options.count ? WANTED_COUNTS : WANTED_ARTICLES};
    if (!asking_read(&a, operands, count)) return TROUBLE;
    if (output_form() != TABLE_PEOPLE && !options.count)
        s.table = table_new(stdout, output_form(), columns, sizeof columns / sizeof *columns);
    pager_begin();
    int status = asking_run(&a);
    if (s.table) table_end(&s.table);
    if (status == FOUND && options.count) tell_count(&s);
    if (status == FOUND && !options.count) asking_tell_end(&a, N_("articles"), s.shown, s.articles);
    status = asking_end(&a, status, s.articles > 0);
    pager_end();
    return status;
}

const struct command search_command = {
    .name = "search",
    .operands = "QUERY…",
    .least = 1,
    .most = SIZE_MAX,
    .text = "the articles that a query describes",
    .details =
        "A query is words that all must be there; garner help query tells the rest. Capitals,\n"
        "width and simplified or traditional characters make no difference. Columns of --tsv:\n"
        "doc, archive, source, article, title, date, start (of the first match, in the\n"
        "canonical text), count (of matches), snippet, marks (START-END,… in the snippet, in\n"
        "bytes), score. With --count: articles, documents, records. Exit status 1 if nothing is\n"
        "found.\n\n"
        "  garner search 调解 date:2020..2022 --sort newest\n"
        "  garner search '\"化解 纠纷\" place:贵州 -法院'",
    .options = search_options,
    .option_count = sizeof search_options / sizeof *search_options,
    .run = search_run,
};
