/* filter_text.c: garner-worker text: what each document says, without what is around it. */
#include "proto/json.h"
#include "workers/command/command.h"
#include "workers/command/filter.h"
#include <stdio.h>

static const char *declared;
static bool as_json;
static const struct option_row rows[] = {
    {"json", 'j', OPTION_FLAG, &as_json, NULL, NULL, 0, 0,
     "an object a line: title, author, date, source, charset, confidence, media_type, text"},
    {"type", 't', OPTION_STRING, &declared, "TYPE", NULL, 0, 0,
     "the media type of the files if they do not show it, as \"text/html; charset=gbk\""},
};
static const struct command_line line = {
    "text", "[FILE...]",
    "Writes the text of each document, in UTF-8: what is in articles, in reading order, without\n"
    "menus, heads and feet of pages; lines that a margin broke are joined.",
    rows, sizeof rows / sizeof *rows};

/* The articles' spans, a line each; a blank line between articles. */
static void add_text(struct buf *out, const struct document *d)
{
    for (uint32_t i = 0; i < d->articles.count; i++) {
        const struct span_list *spans = &d->articles.at[i].spans;
        if (i) buf_add_char(out, '\n');
        for (uint32_t k = 0; k < spans->count; k++) {
            buf_add(out, d->canonical.at + spans->at[k].start,
                    spans->at[k].end - spans->at[k].start);
            buf_add_char(out, '\n');
        }
    }
}

static void add_key(struct buf *out, const char *key)
{
    buf_add_string(out, out->len ? ",\"" : "{\"");
    buf_add_string(out, key);
    buf_add_string(out, "\":");
}

static void add_string(struct buf *out, const char *key, struct view value)
{
    add_key(out, key);
    json_string(out, value);
}

/* What the first article's head says, or else the document's metadata. */
static void add_head(struct buf *out, const struct document *d, const char *key,
                     struct view by_article)
{
    add_string(out, key, by_article.len ? by_article : metadata_find(&d->metadata, key));
}

static struct view author_of(const struct article *a, struct buf *names)
{
    for (uint32_t i = 0; i < a->byline_count; i++) {
        if (i) buf_add_char(names, ' ');
        buf_add_view(names, a->byline[i]);
    }
    return buf_view(names);
}

static void add_object(struct buf *out, const struct document *d, struct view text)
{
    static const struct article none;
    const struct article *first = d->articles.count ? &d->articles.at[0] : &none;
    struct buf names = {0};
    add_head(out, d, "title", first->title);
    add_head(out, d, "author", author_of(first, &names));
    add_head(out, d, "date", first->date);
    add_head(out, d, "source", first->source);
    add_string(out, "charset", view_of(d->charset));
    add_key(out, "confidence");
    buf_format(out, "%.2f", d->charset_confidence ? d->charset_confidence / 100.0 : 1.0);
    add_string(out, "media_type", view_of(d->media_type));
    add_string(out, "text", text);
    buf_add_string(out, "}\n");
    buf_free(&names);
}

static void print(const struct document *d, void *context)
{
    struct buf text = {0}, object = {0};
    add_text(&text, d);
    if (as_json) add_object(&object, d, buf_view(&text));
    struct buf *out = as_json ? &object : &text;
    fwrite(out->at, 1, out->len, stdout);
    buf_free(&text);
    buf_free(&object);
}

int filter_text(int argc, char **argv)
{
    int count, status;
    if (!command_options(&line, argc, argv, &count, &status)) return status;
    return filter_documents(count, argv + 1, declared, print, NULL);
}
