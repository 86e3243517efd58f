/* described.c: see described.h. */
#include "workers/segment/described.h"
#include "workers/segment/byline.h"
#include "workers/text.h"

bool described_is_one(const struct document *d)
{
    return metadata_find(&d->metadata, "form").len > 0;
}

static void add(const struct document *d, const char *key, struct view *to)
{
    struct view value = metadata_find(&d->metadata, key);
    if (value.len) *to = value;
}

static bool begins_han(struct view text)
{
    const char *at = text.at;
    return text.len > 0 && char_is_cjk(text_next(&at, text.at + text.len));
}

/* Several Chinese names in one: 王小明 李红; another name stays as it is. */
static void add_byline(const struct document *d, struct article *a)
{
    struct view author = metadata_find(&d->metadata, "author");
    struct byline names = {.count = 0};
    if (author.len == 0) return;
    if (begins_han(author)) byline_read(d->arena, author, &names);
    if (names.count == 0) names.names[names.count++] = author;
    struct view *list = arena_alloc(d->arena, names.count * sizeof *list);
    for (uint32_t i = 0; i < names.count; i++) list[i] = names.names[i];
    a->byline = list;
    a->byline_count = names.count;
}

void described_add(const struct document *d, struct article *a)
{
    add(d, "title", &a->title);
    add(d, "source", &a->source);
    add(d, "date", &a->date);
    add_byline(d, a);
}

/* The day of 2021-03-05T08:00:00Z; empty if it does not begin with a day. */
static struct view day_of(struct view date)
{
    enum { DAY = 10 };
    for (size_t i = 0; i < DAY; i++) {
        bool mark = i == 4 || i == 7;
        if (i >= date.len || (mark ? date.at[i] != '-' : !char_is_digit((unsigned char)date.at[i])))
            return (struct view){0};
    }
    return (struct view){date.at, DAY};
}

void described_fill(const struct document *d, struct article *a)
{
    if (a->title.len == 0) add(d, "title", &a->title);
    if (a->source.len == 0) add(d, "source", &a->source);
    if (a->date.len == 0) a->date = day_of(metadata_find(&d->metadata, "date"));
    if (a->byline_count == 0) add_byline(d, a);
}
