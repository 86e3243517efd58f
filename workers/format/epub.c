/* epub.c: see office.h: EPUB 2 and 3 (https://www.w3.org/TR/epub/): META-INF/container.xml names
 * the package, whose manifest names files by an id and whose spine puts ids in order. */
#include "workers/format/made.h"
#include "workers/format/markup.h"
#include "workers/format/media.h"
#include "workers/format/members.h"
#include "workers/format/office.h"
#include "workers/format/plain.h"
#include "workers/format/transfer.h"
#include <stdlib.h>
#include <string.h>

static const struct markup_field fields[] = {
    {"title", "title"},           {"creator", "author"},          {"date", "date"},
    {"publisher", "source"},      {"subject", "subject"},         {"language", "language"},
    {"identifier", "identifier"}, {"description", "description"}, {NULL, NULL}};

struct item {
    struct view id, href;
};
enum { ITEMS_MAX = 16384 };

struct package {
    struct arena *arena;
    struct view path; /* of the package itself */
    struct item *items;
    struct view *spine; /* ids */
    uint32_t item_count, spine_count;
};

static bool ends_with(struct view name, const char *ending)
{
    size_t len = strlen(ending);
    return name.len >= len &&
           media_equal((struct view){name.at + name.len - len, len}, view_of(ending));
}

static bool is_wanted(struct view name)
{
    return ends_with(name, ".xhtml") || ends_with(name, ".html") || ends_with(name, ".htm") ||
           ends_with(name, ".xml") || ends_with(name, ".opf");
}

static struct view keep(struct arena *a, struct view text)
{
    return (struct view){arena_copy(a, text.at, text.len), text.len};
}

static void on_container(void *context, const char *name, const char *const *attributes)
{
    struct package *p = context;
    if (strcmp(name, "rootfile") == 0 && p->path.len == 0)
        p->path = keep(p->arena, markup_attribute(attributes, "full-path"));
}

static void on_package(void *context, const char *name, const char *const *attributes)
{
    struct package *p = context;
    if (strcmp(name, "item") == 0 && p->item_count < ITEMS_MAX)
        p->items[p->item_count++] =
            (struct item){keep(p->arena, markup_attribute(attributes, "id")),
                          keep(p->arena, markup_attribute(attributes, "href"))};
    if (strcmp(name, "itemref") == 0 && p->spine_count < ITEMS_MAX)
        p->spine[p->spine_count++] = keep(p->arena, markup_attribute(attributes, "idref"));
}

/* The member that an address in the package means: beside the package, %20 a blank. */
static struct view member_name(const struct package *p, struct view href)
{
    struct buf name = {0};
    const char *slash = memrchr(p->path.at, '/', p->path.len);
    if (slash) buf_add(&name, p->path.at, (size_t)(slash + 1 - p->path.at));
    const char *mark = memchr(href.at, '#', href.len);
    if (mark) href.len = (size_t)(mark - href.at);
    transfer_percent(href, &name);
    struct view kept = keep(p->arena, buf_view(&name));
    buf_free(&name);
    return kept;
}

static int by_id(const void *a, const void *b)
{
    return view_compare(((const struct item *)a)->id, ((const struct item *)b)->id);
}

/* Appends the chapters in the order of the spine, each once. */
static bool write_chapters(struct package *p, const struct members *members,
                           struct markup_source source, struct buf *text)
{
    bool good = p->spine_count > 0;
    qsort(p->items, p->item_count, sizeof *p->items, by_id);
    for (uint32_t i = 0; i < p->spine_count; i++) {
        struct item key = {.id = p->spine[i]};
        struct item *item = bsearch(&key, p->items, p->item_count, sizeof *item, by_id);
        if (!item || item->href.len == 0) continue;
        source.language = MARKUP_HTML;
        struct view chapter = members_find(members, member_name(p, item->href));
        source.bytes = plain_part(source.d, chapter, (struct view){0}, source.budget, NULL);
        item->href.len = 0;
        if (source.bytes.len) good &= markup_text(&source, markup_html, text);
    }
    return good;
}

static enum stage_verdict read_book(struct document *d, const struct members *members,
                                    const struct budget *budget, unsigned *reason, struct err *err)
{
    static const struct markup_events container = {.open = on_container},
                                      package = {.open = on_package};
    struct package p = {.arena = d->arena};
    struct markup_source source = {.language = MARKUP_XML, .d = d, .budget = budget};
    struct buf text = {0};
    p.items = arena_alloc(d->arena, ITEMS_MAX * sizeof *p.items);
    p.spine = arena_alloc(d->arena, ITEMS_MAX * sizeof *p.spine);
    source.bytes = members_find(members, view_of("META-INF/container.xml"));
    markup_read(&source, &container, &p);
    source.bytes = members_find(members, p.path);
    markup_read(&source, &package, &p);
    markup_metadata(&source, fields, d);
    bool good = write_chapters(&p, members, source, &text);
    return made_accept(d, &text, good, budget, reason, err);
}

enum stage_verdict epub_read(struct document *d, const struct resources *shared,
                             const struct budget *budget, unsigned *reason, struct err *err)
{
    struct members members = {0};
    enum stage_verdict verdict = members_read(d, is_wanted, budget, &members, reason, err);
    return verdict == STAGE_GO_ON ? read_book(d, &members, budget, reason, err) : verdict;
}
