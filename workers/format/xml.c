/* xml.c: see readers.h. */
#include "workers/format/made.h"
#include "workers/format/markup.h"
#include "workers/format/readers.h"

static const struct markup_element elements[] = {
    {"a", MARKUP_INLINE},      {"b", MARKUP_INLINE},
    {"i", MARKUP_INLINE},      {"em", MARKUP_INLINE},
    {"strong", MARKUP_INLINE}, {"span", MARKUP_INLINE},
    {"sup", MARKUP_INLINE},    {"sub", MARKUP_INLINE},
    {"u", MARKUP_INLINE},      {"emphasis", MARKUP_INLINE},
    {"link", MARKUP_INLINE},   {"title", MARKUP_HEADING},
    {"h1", MARKUP_HEADING},    {"h2", MARKUP_HEADING},
    {"h3", MARKUP_HEADING},    {"binary", MARKUP_SKIP},
    {"script", MARKUP_SKIP},   {"style", MARKUP_SKIP},
    {"*", MARKUP_BLOCK},       {NULL, 0}};
static const struct markup_field fields[] = {{"title", "title"},      {"author", "author"},
                                             {"creator", "author"},   {"date", "date"},
                                             {"publisher", "source"}, {NULL, NULL}};

enum stage_verdict xml_read(struct document *d, const struct resources *shared,
                            const struct budget *budget, unsigned *reason, struct err *err)
{
    struct buf text = {0};
    struct markup_source source = {d->bytes, MARKUP_XML, d, budget};
    bool good = markup_text(&source, elements, &text);
    if (good) markup_metadata(&source, fields, d);
    return made_accept(d, &text, good, budget, reason, err);
}
