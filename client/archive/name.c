/* name.c: see name.h. */
#include "client/archive/name.h"
#include "client/source.h"
#include "proto/charset/guess.h"
#include "proto/utf8.h"
#include <inttypes.h>
#include <stdlib.h>
#include <xxhash.h>

enum { SAMPLE = 2048 }; /* enough to be sure */

void names_free(struct names *n)
{
    buf_free(&n->sample);
    buf_free(&n->text);
    buf_free(&n->parts);
    free(n->taken);
    *n = (struct names){0};
}

/* Charsets */

/* Reads raw as text in charset into n->text; false if a byte of it cannot be read. */
static bool read_as(struct names *n, enum charset charset, struct view raw)
{
    struct charset_walk w = {.charset = charset, .at = raw.at, .end = raw.at + raw.len};
    n->text.len = 0;
    buf_reserve(&n->text, 4 * raw.len + 16);
    charset_walk(&w, 4 * raw.len, n->text.at);
    n->text.len = w.length;
    return w.damaged == 0;
}

/* Weighs the name together with those before it. */
static void guess_from(struct names *n, struct view raw)
{
    buf_add_view(&n->sample, raw);
    buf_add_char(&n->sample, '\n');
    n->guessed = charset_guess(buf_view(&n->sample), (struct view){0}, false, &n->guess) &&
                 n->guess.charset != CHARSET_UTF_16LE && n->guess.charset != CHARSET_UTF_16BE;
}

/* The name in UTF-8, or as it is if it is text in no charset. */
static struct view decode(struct names *n, struct view raw)
{
    static const enum charset usual[] = {CHARSET_GB18030, CHARSET_BIG5};
    if (utf8_valid(raw)) return raw;
    if (n->sample.len < SAMPLE) guess_from(n, raw);
    if (n->guessed && read_as(n, n->guess.charset, raw)) return buf_view(&n->text);
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        if (read_as(n, usual[i], raw)) return buf_view(&n->text);
    return raw;
}

/* Parts */

static bool is_control(unsigned char c)
{
    return c < 0x20 || c == 0x7f;
}

static void add_escaped(struct buf *out, unsigned char c)
{
    buf_format(out, "%%%02X", c);
}

/* A stretch without '/' in it. */
static void add_part(struct buf *out, struct view part, bool first)
{
    bool up = view_equal(part, view_of(".."));
    bool drive = first && part.len == 2 && (*part.at | 0x20) >= 'a' && (*part.at | 0x20) <= 'z';
    for (size_t i = 0, from = 0; i <= part.len; i++) {
        bool last = i + 1 == part.len;
        bool odd =
            i < part.len && (is_control((unsigned char)part.at[i]) || up ||
                             (last && part.at[i] == '!') || (last && drive && part.at[i] == ':'));
        if (!odd && i < part.len) continue;
        source_add(out, (struct view){part.at + from, i - from});
        if (odd) add_escaped(out, (unsigned char)part.at[i]);
        from = i + 1;
    }
}

static void add_path(struct buf *out, struct view path)
{
    size_t before = out->len;
    for (size_t i = 0, from = 0; i <= path.len; i++) {
        if (i < path.len && path.at[i] != '/') continue;
        struct view part = {path.at + from, i - from};
        from = i + 1;
        if (part.len == 0 || view_equal(part, view_of("."))) continue;
        if (out->len > before) buf_add_char(out, '/');
        add_part(out, part, out->len == before);
    }
}

/* '%' stays: a URI has it where it means it. */
static void add_uri(struct buf *out, struct view text)
{
    for (size_t len; text.len > 0; text.at += len, text.len -= len) {
        len = utf8_char(text);
        if (len == 0 || is_control((unsigned char)*text.at)) {
            add_escaped(out, (unsigned char)*text.at);
            len = 1;
        } else {
            buf_add(out, text.at, len);
        }
    }
}

/* Telling members of one name apart */

static uint64_t *find(const struct names *n, uint64_t hash)
{
    size_t at = hash & (n->taken_room - 1);
    while (n->taken[at] && n->taken[at] != hash) at = (at + 1) & (n->taken_room - 1);
    return &n->taken[at];
}

static void make_room(struct names *n)
{
    struct names old = *n;
    n->taken_room = old.taken_room ? 2 * old.taken_room : 64;
    n->taken = xcalloc(n->taken_room, sizeof *n->taken);
    for (size_t i = 0; i < old.taken_room; i++)
        if (old.taken[i]) *find(n, old.taken[i]) = old.taken[i];
    free(old.taken);
}

/* Notes the name; false if it was given before. */
static bool is_new(struct names *n, struct view name)
{
    uint64_t hash = XXH3_64bits(name.at, name.len) | 1; /* 0 is an empty place */
    if (2 * n->taken_count >= n->taken_room) make_room(n);
    uint64_t *place = find(n, hash);
    if (*place) return false;
    *place = hash;
    n->taken_count++;
    return true;
}

void name_add(struct names *n, const struct member *m, uint64_t number, struct buf *source)
{
    struct buf *name = &n->parts;
    name->len = 0;
    if (m->is_uri)
        add_uri(name, buf_view(&m->name));
    else
        add_path(name, decode(n, buf_view(&m->name)));
    if (name->len == 0) buf_format(name, "%" PRIu64, number);
    while (!is_new(n, buf_view(name))) buf_format(name, " (%" PRIu64 ")", number);
    buf_add_view(source, buf_view(name));
}
