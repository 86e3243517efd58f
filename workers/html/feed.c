/* feed.c: see feed.h. */
#include "workers/html/feed.h"
#include "workers/text.h"
#include <libxml/HTMLparser.h>
#include <string.h>
#include <strings.h>

enum { BATCH = 1 << 14 }; /* bytes given to the parser at once, unless a tag or text is longer */
enum { LOOK_EVERY = 1 << 16 }; /* bytes between looks at the budget */
enum { ENTITY_MAX = 64 };      /* bytes of the longest &name; that is looked for */

static const char left_out[] = "<!---->";
enum { LEFT_OUT = sizeof left_out - 1 };

struct feeder {
    struct view source;
    const struct feed_events *events;
    void *to;
    htmlParserCtxtPtr parser;
    int64_t shift;       /* place in the source - place in what the parser was given */
    const char *pending; /* given to the parser up to here */
    int opened;          /* start tags since then */
    bool no_comment_end; /* no --> behind */
    unsigned unclosed;   /* a bit for each of raws[] that nothing behind closes */
};

/* What the parser reports */

static uint32_t place_of(const struct feeder *f)
{
    const xmlParserInput *in = f->parser->input;
    int64_t place = (int64_t)in->consumed + (in->cur - in->base) + f->shift;
    if (place < 0) return 0;
    return (size_t)place < f->source.len ? (uint32_t)place : (uint32_t)f->source.len;
}

static void on_start(void *context, const xmlChar *name, const xmlChar **attributes)
{
    struct feeder *f = context;
    f->events->start(f->to, (const char *)name, (const char **)attributes);
}

static void on_end(void *context, const xmlChar *name)
{
    struct feeder *f = context;
    f->events->end(f->to, (const char *)name);
}

/* Where the entity begins that ends at `end`. */
static uint32_t entity_start(const struct feeder *f, uint32_t end)
{
    uint32_t least = end > ENTITY_MAX ? end - ENTITY_MAX : 0;
    for (uint32_t at = end; at > least; at--)
        if (f->source.at[at - 1] == '&') return at - 1;
    return end;
}

static bool stands_at(const struct feeder *f, struct view text, uint32_t end)
{
    return end >= text.len && end <= f->source.len &&
           memcmp(f->source.at + end - text.len, text.at, text.len) == 0;
}

/* The parser stands behind the text that it reports; of a long one, which it reports in parts,
 * before the last character. */
static void on_text(void *context, const xmlChar *bytes, int length)
{
    struct feeder *f = context;
    struct view text = {(const char *)bytes, (size_t)length};
    const char *last = text.at + text.len;
    uint32_t end = place_of(f);
    text_before(&last, text.at);
    uint32_t later = end + (uint32_t)(text.at + text.len - last);
    bool copied = stands_at(f, text, end);
    if (!copied && stands_at(f, text, later)) {
        copied = true;
        end = later;
    }
    uint32_t start = copied ? end - (uint32_t)length : entity_start(f, end);
    f->events->text(f->to, text, start, end - start, copied);
}

/* What it is given */

static void give(struct feeder *f, const char *bytes, size_t length)
{
    for (size_t done = 0, part; done < length; done += part) {
        part = length - done < INT32_MAX / 2 ? length - done : INT32_MAX / 2;
        htmlParseChunk(f->parser, bytes + done, (int)part, 0);
    }
}

static void give_until(struct feeder *f, const char *end)
{
    if (end > f->pending) give(f, f->pending, (size_t)(end - f->pending));
    f->pending = end;
    f->opened = 0;
}

static void leave_out(struct feeder *f, const char *start, const char *end)
{
    give_until(f, start);
    give(f, left_out, LEFT_OUT);
    f->shift += end - start - LEFT_OUT;
    f->pending = end;
}

static const char *end_of(const struct feeder *f)
{
    return f->source.at + f->source.len;
}

static const char *find(const struct feeder *f, const char *at, const char *what)
{
    return memmem(at, (size_t)(end_of(f) - at), what, strlen(what));
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Behind the name of the tag at `at`, if it is `name`; else NULL. */
static const char *behind_name(const struct feeder *f, const char *at, const char *name)
{
    size_t length = strlen(name);
    if ((size_t)(end_of(f) - at) <= length + 1) return NULL;
    if (strncasecmp(at + 1, name, length) != 0) return NULL;
    char next = at[1 + length];
    return is_blank(next) || next == '>' || next == '/' ? at + 1 + length : NULL;
}

/* Over the value of an attribute, which may be quoted. */
static const char *over_value(const char *at, const char *end)
{
    if (at < end && (*at == '"' || *at == '\'')) {
        const char *quote = memchr(at + 1, *at, (size_t)(end - at - 1));
        return quote ? quote + 1 : end;
    }
    while (at < end && !is_blank(*at) && *at != '>') at++;
    return at;
}

/* Over one attribute, and the blanks behind it. */
static const char *over_attribute(const char *at, const char *end)
{
    if (at < end && *at != '>') at++;
    while (at < end && !is_blank(*at) && *at != '>' && *at != '=') at++;
    while (at < end && is_blank(*at)) at++;
    if (at < end && *at == '=') {
        for (at++; at < end && is_blank(*at);) at++;
        at = over_value(at, end);
    }
    while (at < end && is_blank(*at)) at++;
    return at;
}

/* Over the tag at `at`, its > included. *surplus: where the attributes begin that are too many, or
 * NULL. */
static const char *over_tag(const struct feeder *f, const char *at, const char **surplus)
{
    const char *end = end_of(f);
    *surplus = NULL;
    while (at < end && !is_blank(*at) && *at != '>') at++;
    while (at < end && is_blank(*at)) at++;
    for (uint32_t count = 0; at < end && *at != '>'; count++) {
        if (count == ATTRIBUTES_MAX) *surplus = at;
        at = over_attribute(at, end);
    }
    return at < end ? at + 1 : end;
}

/* A comment, or what begins like one and never ends: then only its beginning is left out. */
static const char *pass_comment(struct feeder *f, const char *at)
{
    const char *end = f->no_comment_end ? NULL : find(f, at + 2, "-->");
    f->no_comment_end = !end;
    end = end ? end + 3 : at + 4;
    leave_out(f, at, end);
    return end;
}

/* Elements of which nothing is text. One that is not closed takes all that follows with it if a
 * browser would do so (`greedy`); else only its tag is left out. */
static const struct raw {
    const char *name;
    bool greedy;
} raws[] = {
    {"script", true}, {"style", true}, {"noscript", false}, {"template", false}, {"svg", false}};

/* Where the next </name> begins, and *behind it; NULL if there is none. */
static const char *find_close(const struct feeder *f, const char *at, const char *name,
                              const char **behind)
{
    for (const char *p = at; (p = find(f, p, "</")); p += 2) {
        const char *name_end = behind_name(f, p + 1, name);
        if (!name_end) continue;
        const char *close = memchr(name_end, '>', (size_t)(end_of(f) - name_end));
        *behind = close ? close + 1 : end_of(f);
        return p;
    }
    return NULL;
}

static void report_data(struct feeder *f, const char *tag, const char *inside, const char *end)
{
    static const char json[] = "ld+json";
    if (memmem(tag, (size_t)(inside - tag), json, sizeof json - 1))
        f->events->data(f->to, (struct view){inside, (size_t)(end - inside)});
}

/* An element of which nothing is text, whole; NULL if there is none at `at`. */
static const char *pass_raw(struct feeder *f, const char *at)
{
    for (size_t i = 0; i < sizeof raws / sizeof *raws; i++) {
        const char *surplus, *close = NULL, *end;
        if (!behind_name(f, at, raws[i].name)) continue;
        const char *inside = end = over_tag(f, at, &surplus);
        if (inside[-2] != '/' && !(f->unclosed & 1u << i)) {
            close = find_close(f, inside, raws[i].name, &end);
            if (!close) f->unclosed |= 1u << i;
            if (!close && raws[i].greedy) close = end = end_of(f);
        }
        if (close && i == 0) report_data(f, at, inside, close);
        leave_out(f, at, end);
        return end;
    }
    return NULL;
}

/* The tag without the attributes from `surplus` on; the parser gets the > at its end. */
static void cut_attributes(struct feeder *f, const char *surplus, const char *end)
{
    give_until(f, surplus);
    f->shift += end - 1 - surplus;
    f->pending = end - 1;
}

static const char *pass_start_tag(struct feeder *f, const char *at)
{
    const char *surplus, *end = pass_raw(f, at);
    if (end) return end;
    end = over_tag(f, at, &surplus);
    if (f->parser->nameNr + f->opened >= DEPTH_MAX) give_until(f, at);
    if (f->parser->nameNr >= DEPTH_MAX)
        leave_out(f, at, end);
    else if (surplus && end[-1] == '>')
        cut_attributes(f, surplus, end);
    f->opened++;
    return end;
}

/* What begins with the < at `at`; returns where to go on. */
static const char *pass_markup(struct feeder *f, const char *at)
{
    const char *end = end_of(f), *surplus;
    if (end - at >= 4 && memcmp(at, "<!--", 4) == 0) return pass_comment(f, at);
    if (end - at < 2) return end;
    char c = at[1];
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return pass_start_tag(f, at);
    return c == '/' ? over_tag(f, at, &surplus) : at + 1;
}

static bool walk(struct feeder *f, const struct document *d, const struct budget *budget)
{
    const char *at = f->source.at, *end = end_of(f), *look = at;
    while (at < end && (at = memchr(at, '<', (size_t)(end - at)))) {
        if (at - f->pending > BATCH) give_until(f, at);
        if (at - look > LOOK_EVERY) {
            if (budget_over(budget, d)) return false;
            look = at;
        }
        at = pass_markup(f, at);
    }
    give_until(f, end);
    return true;
}

bool feed(struct view source, const struct feed_events *events, void *to, const struct document *d,
          const struct budget *budget)
{
    struct feeder f = {.source = source, .events = events, .to = to, .pending = source.at};
    htmlSAXHandler handler = {.startElement = on_start,
                              .endElement = on_end,
                              .characters = on_text,
                              .ignorableWhitespace = on_text,
                              .cdataBlock = on_text};
    f.parser = htmlCreatePushParserCtxt(&handler, &f, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);
    if (!f.parser) return false;
    htmlCtxtUseOptions(f.parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                                     HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
    bool all = walk(&f, d, budget);
    htmlParseChunk(f.parser, NULL, 0, 1);
    htmlFreeParserCtxt(f.parser);
    return all;
}
