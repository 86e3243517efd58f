/* document_view.c: see document_view.h. The keys are those of PROTOCOL.md, section 15. */
#include "client/document_view.h"
#include "client/figures.h"
#include "client/found.h"
#include "client/terminal.h"
#include "client/text.h"
#include "proto/id.h"
#include "proto/json.h"
#include "proto/language.h"
#include "proto/pack.h"
#include <string.h>

enum { FIELD_CELLS = 10 };

/* The head: what the ledger knows */

static void print_field(const char *name, struct view value)
{
    const struct style *style = terminal_style(stdout);
    struct buf shown = {0};
    if (value.len == 0) return;
    text_show(&shown, value);
    int blanks = FIELD_CELLS - (int)text_width(view_of(name));
    printf("%s%s%*s%s  %s\n", style->dim, name, blanks > 0 ? blanks : 0, "", style->off,
           buf_string(&shown));
    buf_free(&shown);
}

static void print_hex(const char *name, struct view bytes)
{
    char digits[2 * SHA256_LEN + 1];
    if (bytes.len == 0 || bytes.len > SHA256_LEN) return;
    hex_encode(bytes.at, bytes.len, digits);
    print_field(name, view_of(digits));
}

static void add_end(struct buf *out, const struct msg_row *row)
{
    const char *signal = row->exit_signal ? sigabbrev_np((int)row->exit_signal) : NULL;
    if (row->detail.len) buf_add_string(out, ": ");
    buf_add_view(out, row->detail);
    if (row->attempts > 1) buf_format(out, _(", %u attempts"), (unsigned)row->attempts);
    if (row->deaths > 0) buf_format(out, _(", %u deaths"), (unsigned)row->deaths);
    if (signal)
        buf_format(out, ", SIG%s", signal);
    else if (row->exit_status)
        buf_format(out, _(", exit status %u"), (unsigned)row->exit_status);
}

static void print_state(const struct msg_row *row)
{
    struct buf state = {0};
    buf_add_string(&state, state_name((unsigned)row->state));
    if (row->reason) buf_format(&state, " (%s)", reason_name((unsigned)row->reason));
    add_end(&state, row);
    print_field(_("state"), buf_view(&state));
    buf_free(&state);
}

static void add_apart(struct buf *out, struct view text)
{
    if (text.len) buf_add_string(out, "  ");
    buf_add_view(out, text);
}

static void print_size(const struct msg_row *row, struct unpack result)
{
    struct buf size = {0};
    figure_count(&size, row->bytes);
    buf_add_string(&size, _(" bytes"));
    add_apart(&size, unpack_text(result, "media_type"));
    add_apart(&size, unpack_text(result, "charset"));
    print_field(_("size"), buf_view(&size));
    buf_free(&size);
}

static void print_metadata(struct unpack result)
{
    struct unpack at = result;
    if (!unpack_find(&at, "metadata")) return;
    struct unpack_item map = unpack_next(&at);
    for (uint64_t i = 0; map.type == UNPACK_MAP && i < map.number; i++) {
        char key[32];
        struct unpack_item name = unpack_next(&at), value = unpack_next(&at);
        if (name.type != UNPACK_STR || value.type != UNPACK_STR) break;
        snprintf(key, sizeof key, "%.*s", (int)name.bytes.len, name.bytes.at);
        print_field(key, value.bytes);
    }
}

static void print_head(const struct msg_row *row, struct unpack result)
{
    print_hex(_("document"), row->doc);
    print_field(_("archive"), row->archive);
    print_field(_("source"), row->source);
    print_state(row);
    print_hex(_("same as"), row->duplicate_of);
    print_size(row, result);
    print_metadata(result);
    print_field(_("cut short"), unpack_text(result, "partial"));
    print_field(_("extractor"), row->extractor);
}

/* An article */

/* Blanks for the level of a section; its number and heading. */
static void print_section(struct unpack section)
{
    struct buf line = {0};
    uint64_t level = unpack_number(section, "level");
    for (uint64_t i = 1; i < level && i < 16; i++) buf_add_string(&line, "  ");
    text_show(&line, unpack_text(section, "number"));
    text_show(&line, unpack_text(section, "heading"));
    printf("    %s\n", buf_string(&line));
    buf_free(&line);
}

/* The line below a title: subtitle, authors, source and date, as far as there are any. */
static void print_origin(struct unpack article)
{
    static const char *const keys[] = {"subtitle", "source", "date"};
    const struct style *style = terminal_style(stdout);
    struct buf line = {0};
    struct unpack author;
    uint64_t authors = unpack_items(article, "byline", &author);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        struct view text = unpack_text(article, keys[i]);
        if (text.len && line.len) buf_add_string(&line, " · ");
        text_show(&line, text);
    }
    for (uint64_t i = 0; i < authors; i++) {
        struct unpack_item item = unpack_next(&author);
        if (item.type != UNPACK_STR) break;
        buf_add_string(&line, i > 0 ? "、" : line.len ? " · " : "");
        text_show(&line, item.bytes);
    }
    if (line.len) printf("    %s%s%s\n", style->dim, buf_string(&line), style->off);
    buf_free(&line);
}

/* Why it begins there, or goes on: 0.93 bylined, space */
static void add_boundary(struct buf *line, struct unpack boundary)
{
    struct unpack at = boundary, name;
    uint64_t names = unpack_items(boundary, "evidence", &name);
    if (!unpack_find(&at, "confidence")) return;
    buf_format(line, "%.2f", unpack_next(&at).real);
    for (uint64_t i = 0; i < names; i++) {
        struct unpack_item item = unpack_next(&name);
        if (item.type != UNPACK_STR) break;
        buf_add_string(line, i > 0 ? ", " : " ");
        text_show(line, item.bytes);
    }
}

static void print_boundary(struct unpack article)
{
    const struct style *style = terminal_style(stdout);
    struct buf line = {0};
    struct unpack boundary = article, join;
    if (!unpack_find(&boundary, "boundary")) return;
    buf_add_string(&line, _("begins "));
    add_boundary(&line, boundary);
    uint64_t joins = unpack_items(boundary, "joins", &join);
    for (uint64_t i = 0; i < joins; i++, unpack_skip(&join)) {
        buf_add_string(&line, i > 0 ? "; " : _(" · joined "));
        add_boundary(&line, join);
    }
    printf("    %s%s%s\n", style->dim, buf_string(&line), style->off);
    buf_free(&line);
}

static void print_title(struct unpack article)
{
    const struct style *style = terminal_style(stdout);
    struct buf id = {0}, title = {0};
    struct view text = unpack_text(article, "title"), kind = unpack_text(article, "kind");
    text_show(&id, unpack_text(article, "id"));
    text_show(&title, text.len ? text : view_of(_("(no title)")));
    printf("\n%-3s %s%s%s", buf_string(&id), style->bold, buf_string(&title), style->off);
    if (!view_equal(kind, view_of("article")))
        printf("  %s%.*s%s", style->dim, (int)kind.len, kind.at, style->off);
    printf("\n");
    buf_free(&id);
    buf_free(&title);
}

/* Its records */

static const struct table_column record_columns[] = {
    {"article", false, false, true}, {"kind", false, false, false}, {"start", true, false, false},
    {"end", true, false, true},      {"text", false, true, false},  {"found", false, true, false},
};

static void add_record(struct table *t, struct view article, struct unpack record, bool json)
{
    struct buf rest = {0};
    if (json) {
        buf_add_char(&rest, '{');
        found_for_scripts(&rest, record);
        buf_add_char(&rest, '}');
    } else {
        found_for_people(&rest, record);
    }
    table_text(t, article);
    table_text(t, unpack_text(record, "kind"));
    table_place(t, unpack_number(record, "start"));
    table_place(t, unpack_number(record, "end"));
    table_text(t, unpack_text(record, "text"));
    table_text(t, buf_view(&rest));
    buf_free(&rest);
}

static void print_records(struct unpack article, enum table_form form)
{
    struct unpack record;
    uint64_t count = unpack_items(article, "records", &record);
    struct table *t =
        table_new(stdout, form, record_columns, sizeof record_columns / sizeof *record_columns);
    for (uint64_t i = 0; i < count; i++, unpack_skip(&record))
        add_record(t, unpack_text(article, "id"), record, form == TABLE_TSV);
    table_end(&t);
}

static void print_article(struct unpack article, enum table_form form)
{
    struct unpack section;
    if (form == TABLE_PEOPLE) {
        print_title(article);
        print_origin(article);
        print_boundary(article);
        uint64_t sections = unpack_items(article, "sections", &section);
        for (uint64_t i = 0; i < sections; i++, unpack_skip(&section)) print_section(section);
    }
    print_records(article, form);
}

void document_view(const struct msg_row *row, struct view result, enum table_form form)
{
    struct unpack map = unpack_of(result), article;
    uint64_t articles = unpack_items(map, "articles", &article);
    if (form == TABLE_PEOPLE) print_head(row, map);
    for (uint64_t i = 0; i < articles; i++, unpack_skip(&article)) print_article(article, form);
}
