/* markup.c: see markup.h: the parsers. */
#include "workers/format/markup.h"
#include "proto/utf8.h"
#include "workers/html/feed.h"
#include <libxml/parser.h>
#include <string.h>

enum { CHUNK = 1 << 16 };

struct parsing {
    const struct markup_events *events;
    void *context;
};

static const char *local_name(const xmlChar *name)
{
    const char *colon = strrchr((const char *)name, ':');
    return colon ? colon + 1 : (const char *)name;
}

static void on_open(void *parsing, const xmlChar *name, const xmlChar **attributes)
{
    struct parsing *p = parsing;
    if (p->events->open)
        p->events->open(p->context, local_name(name), (const char *const *)attributes);
}

static void on_close(void *parsing, const xmlChar *name)
{
    struct parsing *p = parsing;
    if (p->events->close) p->events->close(p->context, local_name(name));
}

static void on_text(void *parsing, const xmlChar *text, int len)
{
    struct parsing *p = parsing;
    struct view piece = {(const char *)text, (size_t)len};
    if (p->events->text && utf8_valid(piece)) p->events->text(p->context, piece);
}

static void on_error(void *parsing, const char *format, ...) {}

static xmlSAXHandler handler_of_events(void)
{
    return (xmlSAXHandler){.startElement = on_open,
                           .endElement = on_close,
                           .characters = on_text,
                           .cdataBlock = on_text,
                           .ignorableWhitespace = on_text,
                           .error = on_error,
                           .warning = on_error};
}

static bool read_xml(const struct markup_source *source, struct parsing *p)
{
    xmlSAXHandler handler = handler_of_events();
    xmlSetGenericErrorFunc(NULL, on_error); /* of its reading layer, which knows no handler */
    xmlParserCtxtPtr parser = xmlCreatePushParserCtxt(&handler, p, NULL, 0, NULL);
    if (!parser) return false;
    xmlCtxtUseOptions(parser, XML_PARSE_NONET);
    struct view rest = source->bytes;
    bool good = rest.len > 0;
    while (good && rest.len > 0) {
        size_t len = rest.len < CHUNK ? rest.len : CHUNK;
        good = xmlParseChunk(parser, rest.at, (int)len, len == rest.len) == 0 &&
               !budget_over(source->budget, source->d);
        rest = (struct view){rest.at + len, rest.len - len};
    }
    good = good && parser->wellFormed;
    xmlFreeDoc(parser->myDoc); /* which it makes for the entities that it read */
    xmlFreeParserCtxt(parser);
    return good;
}

/* HTML */

static void feed_open(void *parsing, const char *name, const char **attributes)
{
    struct parsing *p = parsing;
    if (p->events->open) p->events->open(p->context, name, (const char *const *)attributes);
}

static void feed_close(void *parsing, const char *name)
{
    struct parsing *p = parsing;
    if (p->events->close) p->events->close(p->context, name);
}

static void feed_text(void *parsing, struct view text, uint32_t from, uint32_t span, bool copied)
{
    struct parsing *p = parsing;
    (void)from, (void)span, (void)copied;
    if (p->events->text) p->events->text(p->context, text);
}

static void feed_data(void *parsing, struct view json) {}

bool markup_read(const struct markup_source *source, const struct markup_events *events,
                 void *context)
{
    static const struct feed_events html = {feed_open, feed_close, feed_text, feed_data};
    struct parsing p = {events, context};
    if (source->language == MARKUP_HTML)
        return feed(source->bytes, &html, &p, source->d, source->budget);
    return read_xml(source, &p);
}

struct view markup_attribute(const char *const *attributes, const char *name)
{
    for (size_t i = 0; attributes && attributes[i]; i += 2) {
        const char *colon = strrchr(attributes[i], ':');
        if (strcmp(colon ? colon + 1 : attributes[i], name) == 0 && attributes[i + 1])
            return view_of(attributes[i + 1]);
    }
    return (struct view){0};
}
