/* markup_text.c: see markup.h: the text of a document, and fields of it. */
#include "workers/format/markup.h"
#include "workers/text.h"
#include <string.h>

const struct markup_element markup_html[] = {
    {"head", MARKUP_SKIP},        {"script", MARKUP_SKIP},
    {"style", MARKUP_SKIP},       {"noscript", MARKUP_SKIP},
    {"template", MARKUP_SKIP},    {"p", MARKUP_BLOCK},
    {"div", MARKUP_BLOCK},        {"h1", MARKUP_HEADING},
    {"h2", MARKUP_HEADING},       {"h3", MARKUP_HEADING},
    {"h4", MARKUP_HEADING},       {"h5", MARKUP_HEADING},
    {"h6", MARKUP_HEADING},       {"li", MARKUP_BLOCK},
    {"dt", MARKUP_BLOCK},         {"dd", MARKUP_BLOCK},
    {"ul", MARKUP_BLOCK},         {"ol", MARKUP_BLOCK},
    {"blockquote", MARKUP_BLOCK}, {"section", MARKUP_BLOCK},
    {"article", MARKUP_BLOCK},    {"header", MARKUP_BLOCK},
    {"footer", MARKUP_BLOCK},     {"nav", MARKUP_BLOCK},
    {"aside", MARKUP_BLOCK},      {"figure", MARKUP_BLOCK},
    {"figcaption", MARKUP_BLOCK}, {"table", MARKUP_BLOCK},
    {"caption", MARKUP_BLOCK},    {"tr", MARKUP_ROW},
    {"td", MARKUP_CELL},          {"th", MARKUP_CELL},
    {"br", MARKUP_BREAK},         {"hr", MARKUP_BREAK},
    {"pre", MARKUP_KEEP},         {"option", MARKUP_BLOCK},
    {"body", MARKUP_BLOCK},       {NULL, 0}};

/* What parts the next text from the last; of several the last in this order. */
enum gap { GAP_NONE, GAP_BLANK, GAP_TAB, GAP_LINE, GAP_PARAGRAPH };

struct writing {
    const struct markup_element *table;
    struct buf *out, notes;
    enum gap gap;
    bool only_marked;         /* the table has a role MARKUP_TEXT */
    unsigned skip, row, note; /* how many of these the place is in */
    unsigned keep, text;
};

static enum markup_role role_of(const struct writing *w, const char *name)
{
    for (const struct markup_element *e = w->table; e->name; e++)
        if (strcmp(e->name, name) == 0 || strcmp(e->name, "*") == 0) return e->role;
    return MARKUP_INLINE;
}

static void part(struct writing *w, enum gap gap)
{
    if (w->row && gap >= GAP_LINE) gap = GAP_BLANK;
    if (gap > w->gap) w->gap = gap;
}

/* Word calls its headings Heading1, Title, or 1 to 9 where it speaks Chinese. */
static bool is_heading_style(struct view style)
{
    return (style.len >= 7 && memcmp(style.at, "Heading", 7) == 0) ||
           view_equal(style, view_of("Title")) ||
           (style.len == 1 && char_is_digit((unsigned char)*style.at));
}

static void swap_notes(struct writing *w)
{
    struct buf out = *w->out;
    *w->out = w->notes;
    w->notes = out;
    w->gap = GAP_NONE;
}

static void open_role(struct writing *w, enum markup_role role, const char *const *attributes)
{
    switch (role) {
    case MARKUP_BLOCK: part(w, GAP_LINE); break;
    case MARKUP_HEADING: part(w, GAP_PARAGRAPH); break;
    case MARKUP_STYLE:
        if (is_heading_style(markup_attribute(attributes, "val"))) part(w, GAP_PARAGRAPH);
        break;
    case MARKUP_BREAK: part(w, GAP_LINE); break;
    case MARKUP_BLANK: part(w, GAP_BLANK); break;
    case MARKUP_ROW:
        part(w, GAP_LINE);
        w->row++;
        break;
    case MARKUP_INLINE:
    case MARKUP_CELL: break;
    case MARKUP_NOTE:
        if (w->note++ == 0) {
            swap_notes(w);
            part(w, GAP_LINE);
        }
        break;
    case MARKUP_TEXT: w->text++; break;
    case MARKUP_SKIP: w->skip++; break;
    case MARKUP_KEEP:
        part(w, GAP_LINE);
        w->keep++;
        break;
    }
}

static void on_open(void *context, const char *name, const char *const *attributes)
{
    struct writing *w = context;
    enum markup_role role = role_of(w, name);
    if (!w->skip || role == MARKUP_SKIP || role == MARKUP_STYLE) open_role(w, role, attributes);
}

static void less(unsigned *count)
{
    if (*count) (*count)--;
}

static void close_role(struct writing *w, enum markup_role role)
{
    switch (role) {
    case MARKUP_BLOCK:
    case MARKUP_HEADING: part(w, GAP_LINE); break;
    case MARKUP_ROW:
        less(&w->row);
        part(w, GAP_LINE);
        break;
    case MARKUP_CELL: part(w, w->row ? GAP_TAB : GAP_LINE); break;
    case MARKUP_NOTE:
        if (w->note == 1) swap_notes(w);
        less(&w->note);
        break;
    case MARKUP_TEXT: less(&w->text); break;
    case MARKUP_KEEP:
        less(&w->keep);
        part(w, GAP_LINE);
        break;
    default: break;
    }
}

static void on_close(void *context, const char *name)
{
    struct writing *w = context;
    enum markup_role role = role_of(w, name);
    if (role == MARKUP_SKIP)
        less(&w->skip);
    else if (!w->skip)
        close_role(w, role);
}

static void fill_gap(struct writing *w)
{
    static const char *const gaps[] = {"", " ", "\t", "\n", "\n\n"};
    if (w->out->len) buf_add_string(w->out, gaps[w->gap]);
    w->gap = GAP_NONE;
}

/* Words of a piece, each with what parts it from the one before. */
static void add_words(struct writing *w, struct view text)
{
    const char *at = text.at, *end = text.at + text.len;
    while (at < end) {
        const char *from = at;
        while (at < end && !strchr(" \t\r\n\f", *at)) at++;
        if (at > from) {
            fill_gap(w);
            buf_add(w->out, from, (size_t)(at - from));
        }
        if (at < end) part(w, GAP_BLANK);
        while (at < end && strchr(" \t\r\n\f", *at)) at++;
    }
}

static void on_text(void *context, struct view text)
{
    struct writing *w = context;
    if (w->skip || (w->only_marked && !w->text) || text.len == 0) return;
    if (!w->keep || w->row) {
        add_words(w, text);
        return;
    }
    fill_gap(w);
    buf_add_view(w->out, text);
}

static void end_lines(struct buf *out)
{
    if (out->len && out->at[out->len - 1] != '\n') buf_add_char(out, '\n');
}

bool markup_text(const struct markup_source *source, const struct markup_element *table,
                 struct buf *out)
{
    static const struct markup_events events = {on_open, on_close, on_text};
    struct writing w = {.table = table, .out = out};
    for (const struct markup_element *e = table; e->name; e++)
        w.only_marked |= e->role == MARKUP_TEXT;
    if (out->len) w.gap = GAP_PARAGRAPH;
    if (out->len && out->at[out->len - 1] == '\n') out->len--; /* the gap has it */
    bool good = markup_read(source, &events, &w);
    if (w.note) swap_notes(&w);
    end_lines(out);
    buf_add_view(out, buf_view(&w.notes));
    end_lines(out);
    buf_free(&w.notes);
    return good;
}

/* Fields */

struct collecting {
    struct arena *arena;
    const struct markup_field *fields;
    struct metadata *metadata;
    const struct markup_field *in; /* the element that the place is in, or NULL */
    struct buf value;
};

static void field_open(void *context, const char *name, const char *const *attributes)
{
    struct collecting *c = context;
    (void)attributes;
    for (const struct markup_field *f = c->fields; f->name; f++)
        if (strcmp(f->name, name) == 0) c->in = f;
    c->value.len = 0;
}

static void field_text(void *context, struct view text)
{
    enum { VALUE_MAX = 4096 };
    struct collecting *c = context;
    if (c->in && c->value.len + text.len <= VALUE_MAX) buf_add_view(&c->value, text);
}

static void field_close(void *context, const char *name)
{
    struct collecting *c = context;
    if (!c->in || strcmp(c->in->name, name) != 0) return;
    struct view value = text_trim(buf_view(&c->value));
    struct view kept = {arena_copy(c->arena, value.at, value.len), value.len};
    metadata_add(c->arena, c->metadata, c->in->key, kept);
    c->in = NULL;
}

void markup_metadata(const struct markup_source *source, const struct markup_field *fields,
                     struct document *d)
{
    static const struct markup_events events = {field_open, field_close, field_text};
    struct collecting c = {d->arena, fields, &d->metadata, NULL, {0}};
    markup_read(source, &events, &c);
    buf_free(&c.value);
}
