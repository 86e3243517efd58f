/* linked_text.c: see linked_text.h. */
#include "workers/html/linked_text.h"
#include "proto/json_read.h"
#include <string.h>

static size_t unescaped_length(struct view body)
{
    const char *at = body.at, *end = at + body.len;
    size_t length = 0;
    while (at < end) {
        struct json_char c = json_char(at, end);
        length += c.to;
        at += c.from;
    }
    return length;
}

static size_t kept_length(const struct outline *o)
{
    size_t length = 0;
    for (uint32_t i = 0; i < o->block_count; i++)
        for (uint32_t k = 0; o->blocks[i].kept && k < o->blocks[i].runs; k++)
            length += o->runs[o->blocks[i].run + k].length;
    return length;
}

static void end_line(struct outline *o, uint32_t first)
{
    struct block line = {.run = first, .runs = o->run_count - first, .kept = true};
    if (line.runs && outline_block_text(o, &line).len) outline_add_block(o, line);
}

static void add_plain(struct outline *o, const char *from, const char *to)
{
    uint32_t length = (uint32_t)(to - from);
    struct run run = {(uint32_t)(from - o->source.at), length, NULL, length};
    if (length) outline_add_run(o, run);
}

/* Other controls than line ends are blanks. */
static void add_escape(struct outline *o, const char *at, const struct json_char *c)
{
    bool control = c->to == 1 && (unsigned char)c->utf8[0] < ' ';
    const char *text = arena_copy(o->arena, control ? " " : c->utf8, c->to);
    outline_add_run(o, (struct run){(uint32_t)(at - o->source.at), c->from, text, c->to});
}

/* What stands there as it is makes one run, each escape one of its own. */
static void add_lines(struct outline *o, struct view body)
{
    const char *at = body.at, *end = at + body.len, *plain = at;
    uint32_t first = o->run_count;
    for (const char *next; at < end; at = next) {
        struct json_char c = json_char(at, end);
        bool ends = c.to == 1 && (c.utf8[0] == '\n' || c.utf8[0] == '\r');
        next = at + c.from;
        if (*at != '\\' && !ends) continue;
        add_plain(o, plain, at);
        plain = next;
        if (!ends) {
            add_escape(o, at, &c);
            continue;
        }
        end_line(o, first);
        first = o->run_count;
    }
    add_plain(o, plain, end);
    end_line(o, first);
}

bool linked_text_keep(struct outline *o, struct view body)
{
    enum { LEAST = 300, TIMES = 3 }; /* bytes; as long as what the page shows */
    if (body.len < LEAST || memchr(body.at, '<', body.len)) return false;
    if (unescaped_length(body) < TIMES * kept_length(o) + LEAST) return false;
    for (uint32_t i = 0; i < o->block_count; i++) o->blocks[i].kept = false;
    add_lines(o, body);
    return true;
}
