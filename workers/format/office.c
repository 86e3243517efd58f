/* office.c: see office.h: docx (ECMA-376) and odt (OASIS OpenDocument 1.2). */
#include "workers/format/office.h"
#include "workers/format/made.h"
#include "workers/format/markup.h"
#include "workers/format/members.h"

/* One kind of document: the members that hold its text, in order, and what their elements mean. */
struct office {
    const char *text[4]; /* ends with NULL; without the first there is no document */
    const struct markup_element *elements;
    const char *properties;
    const struct markup_field *fields;
};

static const struct markup_element word_elements[] = {
    {"t", MARKUP_TEXT},        {"p", MARKUP_BLOCK},       {"pStyle", MARKUP_STYLE},
    {"br", MARKUP_BREAK},      {"cr", MARKUP_BREAK},      {"tab", MARKUP_BLANK},
    {"tr", MARKUP_ROW},        {"tc", MARKUP_CELL},       {"pPr", MARKUP_SKIP},
    {"rPr", MARKUP_SKIP},      {"sectPr", MARKUP_SKIP},   {"tblPr", MARKUP_SKIP},
    {"Fallback", MARKUP_SKIP}, {"moveFrom", MARKUP_SKIP}, {NULL, 0}};
static const struct markup_field word_fields[] = {{"title", "title"},
                                                  {"creator", "author"},
                                                  {"created", "date"},
                                                  {"subject", "subject"},
                                                  {"keywords", "keywords"},
                                                  {"description", "description"},
                                                  {NULL, NULL}};
static const struct office word = {{"word/document.xml", "word/footnotes.xml", "word/endnotes.xml"},
                                   word_elements,
                                   "docProps/core.xml",
                                   word_fields};

static const struct markup_element open_elements[] = {{"p", MARKUP_BLOCK},
                                                      {"h", MARKUP_HEADING},
                                                      {"line-break", MARKUP_BREAK},
                                                      {"tab", MARKUP_BLANK},
                                                      {"s", MARKUP_BLANK},
                                                      {"table-row", MARKUP_ROW},
                                                      {"table-cell", MARKUP_CELL},
                                                      {"note", MARKUP_NOTE},
                                                      {"note-citation", MARKUP_SKIP},
                                                      {"annotation", MARKUP_SKIP},
                                                      {"scripts", MARKUP_SKIP},
                                                      {"tracked-changes", MARKUP_SKIP},
                                                      {"automatic-styles", MARKUP_SKIP},
                                                      {NULL, 0}};
static const struct markup_field open_fields[] = {{"title", "title"},
                                                  {"initial-creator", "author"},
                                                  {"creator", "author"},
                                                  {"creation-date", "date"},
                                                  {"date", "date"},
                                                  {"subject", "subject"},
                                                  {"keyword", "keywords"},
                                                  {"description", "description"},
                                                  {NULL, NULL}};
static const struct office open_document = {
    {"content.xml"}, open_elements, "meta.xml", open_fields};

static bool is_of_office(const struct office *o, struct view name)
{
    for (size_t i = 0; o->text[i]; i++)
        if (view_equal(name, view_of(o->text[i]))) return true;
    return view_equal(name, view_of(o->properties));
}

static bool is_of_word(struct view name)
{
    return is_of_office(&word, name);
}

static bool is_of_open_document(struct view name)
{
    return is_of_office(&open_document, name);
}

static struct markup_source part(const struct document *d, const struct members *members,
                                 const char *name, const struct budget *budget)
{
    return (struct markup_source){members_find(members, view_of(name)), MARKUP_XML, d, budget};
}

static enum stage_verdict read_parts(struct document *d, const struct office *o,
                                     const struct members *members, const struct budget *budget,
                                     unsigned *reason, struct err *err)
{
    struct buf text = {0};
    bool good = true;
    for (size_t i = 0; o->text[i]; i++) {
        struct markup_source source = part(d, members, o->text[i], budget);
        if (source.bytes.len || i == 0) good &= markup_text(&source, o->elements, &text);
    }
    struct markup_source properties = part(d, members, o->properties, budget);
    markup_metadata(&properties, o->fields, d);
    return made_accept(d, &text, good, budget, reason, err);
}

static enum stage_verdict read_office(struct document *d, const struct office *o,
                                      bool (*wanted)(struct view name), const struct budget *budget,
                                      unsigned *reason, struct err *err)
{
    struct members members = {0};
    enum stage_verdict verdict = members_read(d, wanted, budget, &members, reason, err);
    return verdict == STAGE_GO_ON ? read_parts(d, o, &members, budget, reason, err) : verdict;
}

enum stage_verdict docx_read(struct document *d, const struct resources *shared,
                             const struct budget *budget, unsigned *reason, struct err *err)
{
    return read_office(d, &word, is_of_word, budget, reason, err);
}

enum stage_verdict odt_read(struct document *d, const struct resources *shared,
                            const struct budget *budget, unsigned *reason, struct err *err)
{
    return read_office(d, &open_document, is_of_open_document, budget, reason, err);
}
