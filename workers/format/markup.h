/* markup.h: XML and HTML as events, and as text, by a table that says what elements mean.
 *
 * libxml2's push parsers do the reading (HTML: html/feed.h), without a tree, without entities of
 * the document's own (so none can grow), without files or network. Names are without their prefix:
 * w:p is p.
 */
#ifndef WORKERS_FORMAT_MARKUP_H
#define WORKERS_FORMAT_MARKUP_H

#include "workers/pipeline.h"

enum markup_language { MARKUP_XML, MARKUP_HTML };

struct markup_source {
    struct view bytes; /* HTML: in UTF-8; XML: as it says itself */
    enum markup_language language;
    const struct document *d;    /* that it is in, */
    const struct budget *budget; /* and what that may still take */
};

/* What is told of a document; context is passed on. Names, attributes and text live as long as the
 * call; text comes in pieces of UTF-8 that may be cut anywhere between characters. */
struct markup_events {
    void (*open)(void *context, const char *name, const char *const *attributes);
    void (*close)(void *context, const char *name);
    void (*text)(void *context, struct view text);
};

/* Reads all of it. False if it is no markup, or broken before its end, or nested too deep (what
 * came before was told). HTML is never broken. */
bool markup_read(const struct markup_source *source, const struct markup_events *events,
                 void *context);

/* The value of an attribute, empty if there is none. */
struct view markup_attribute(const char *const *attributes, const char *name);

/* What an element does to the text. */
enum markup_role {
    MARKUP_INLINE = 1, /* nothing */
    MARKUP_BLOCK,      /* a line of its own */
    MARKUP_HEADING,    /* a line of its own, with a blank line before it */
    MARKUP_STYLE,      /* empty: its val says whether the paragraph is a heading (Word) */
    MARKUP_BREAK,      /* empty: a line end */
    MARKUP_BLANK,      /* empty: a blank */
    MARKUP_ROW,        /* a line, in which blocks are parted by blanks and cells by tabs */
    MARKUP_CELL,       /* of a row */
    MARKUP_NOTE,       /* goes to the end of the text */
    MARKUP_TEXT,       /* in a table that has such a role only what is in these is text */
    MARKUP_SKIP,       /* left out with all that is in it */
    MARKUP_KEEP        /* its blanks and line ends stay (pre) */
};
struct markup_element {
    const char *name; /* "*": all others; NULL ends the table */
    enum markup_role role;
};

/* Appends the text to *out, which ends with a line end then; runs of blanks become one. False as
 * markup_read(). */
bool markup_text(const struct markup_source *source, const struct markup_element *table,
                 struct buf *out);

/* The elements of HTML and XHTML; head, script and style are left out. */
extern const struct markup_element markup_html[];

/* A field that some element holds. */
struct markup_field {
    const char *name, *key;
};
/* Adds the text of the elements named in fields (NULL name ends them) to d's metadata. */
void markup_metadata(const struct markup_source *source, const struct markup_field *fields,
                     struct document *d);

#endif
