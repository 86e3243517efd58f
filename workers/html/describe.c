/* describe.c: see describe.h. */
#include "workers/html/describe.h"
#include "workers/html/byline.h"
#include "workers/html/hint.h"
#include "workers/segment/dateline.h"
#include "workers/text.h"
#include <string.h>

static const char *const author_names[] = {"author",          "article:author",  "byl",
                                           "parsely-author",  "sailthru.author", "dc.creator",
                                           "dcterms.creator", "dc.creator.name"};
static const char *const date_names[] = {
    "article:published_time", "pubdate",       "publishdate",       "publish-date",
    "publish_time",           "datepublished", "og:published_time", "parsely-pub-date",
    "sailthru.date",          "dc.date",       "dcterms.created",   "dc.date.issued",
    "dcterms.date",           "date",          "article:published"};
static const char *const source_names[] = {"contentsource", "source",           "mediaid",
                                           "og:site_name",  "application-name", "dc.publisher"};
static const char *const url_names[] = {"canonical", "og:url"};

struct facts {
    struct view author, date, source;
};

static struct view first_said(const struct outline *o, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct view value = outline_saying(o, names[i]);
        if (value.len) return value;
    }
    return (struct view){0};
}
#define FIRST_SAID(o, names) first_said(o, names, sizeof names / sizeof *names)

static void keep(struct view *to, struct view value)
{
    value = text_trim(value);
    if (to->len == 0) *to = value;
}

/* The date in text as YYYY-MM-DD. */
static void keep_date(struct outline *o, struct view *to, struct view text)
{
    char iso[DATE_LENGTH + 1];
    if (to->len || text.len == 0 || !dateline_date(text, iso)) return;
    *to = (struct view){arena_copy(o->arena, iso, DATE_LENGTH), DATE_LENGTH};
}

static bool is_address(struct view text)
{
    return text.len > 4 && (memcmp(text.at, "http", 4) == 0 || memchr(text.at, '@', text.len));
}

/* The lines around the title, and those at the end that name an editor or a source. */
static void hear_lines(struct outline *o, const struct title *t, struct facts *f)
{
    struct span near = byline_lines(o, t);
    for (uint32_t i = near.start; i < near.end; i++) {
        struct byline_facts b;
        byline_read_line(outline_block_text(o, &o->blocks[i]), &b);
        keep_date(o, &f->date, b.date);
        keep(&f->source, b.source);
        keep(&f->author, b.author);
    }
}

static void hear_hinted(struct outline *o, const struct title *t, struct facts *f)
{
    enum { NAME_MAX = 60 };
    uint32_t first = t->block == UINT32_MAX || t->block < 8 ? 0 : t->block - 8;
    for (uint32_t i = first; i < o->block_count && i < first + 40; i++) {
        const struct block *b = &o->blocks[i];
        uint32_t hints = b->hints | o->nodes[b->node].hints;
        if (!(hints & (HINT_AUTHOR | HINT_DATE | HINT_SOURCE)) || b->weighs.text > NAME_MAX)
            continue;
        struct view text = outline_block_text(o, b);
        if (hints & HINT_DATE) keep_date(o, &f->date, text);
        if (hints & HINT_AUTHOR && !(hints & HINT_DATE)) keep(&f->author, byline_name(text));
    }
}

static void hear_all(struct outline *o, const struct title *t, const struct linked_data *ld,
                     struct facts *f)
{
    hear_lines(o, t, f);
    struct view author = FIRST_SAID(o, author_names);
    if (!is_address(author)) keep(&f->author, author);
    keep(&f->author, ld->author);
    keep_date(o, &f->date, FIRST_SAID(o, date_names));
    keep_date(o, &f->date, ld->date);
    hear_hinted(o, t, f);
    keep_date(o, &f->date, outline_saying(o, "time"));
    keep(&f->source, FIRST_SAID(o, source_names));
    keep(&f->source, ld->publisher);
}

static void add(struct document *d, const char *key, struct view value)
{
    if (value.len) metadata_add(d->arena, &d->metadata, key, value);
}

void describe(struct outline *o, const struct title *t, enum html_form form,
              const struct linked_data *ld, struct document *d)
{
    static const char *const forms[] = {
        [FORM_ARTICLE] = "article", [FORM_FORUM] = "forum", [FORM_PAGE] = "page"};
    struct facts f = {0};
    hear_all(o, t, ld, &f);
    add(d, "title", t->text);
    add(d, "author", f.author);
    add(d, "date", f.date);
    add(d, "source", f.source);
    add(d, "url", FIRST_SAID(o, url_names));
    add(d, "form", view_of(forms[form]));
    if (f.date.len) d->date = f.date; /* of the container we only know when it was captured */
}
