/* html_kit.c: see html_kit.h. */
#include "tests/workers/html_kit.h"
#include "proto/utf8.h"
#include "tests/test.h"
#include "workers/html/html.h"
#include "workers/origin.h"
#include "workers/text.h"
#include <iconv.h>
#include <string.h>

void html_kit_read(struct html_kit *k, struct view page)
{
    static const struct budget no_limit;
    *k = (struct html_kit){.d = {.bytes = page}};
    k->d.arena = &k->arena;
    k->verdict = html_read(&k->d, NULL, &no_limit, &k->reason, &k->err);
    if (k->verdict == STAGE_GO_ON) CHECK(utf8_valid(k->d.canonical));
}

void html_kit_free(struct html_kit *k)
{
    arena_free(&k->arena);
    buf_free(&k->shown);
}

const char *html_kit_text(struct html_kit *k)
{
    k->shown.len = 0;
    for (size_t i = 0; k->verdict == STAGE_GO_ON && i < k->d.canonical.len; i++) {
        char c = k->d.canonical.at[i];
        if (c == '\n')
            buf_add_string(&k->shown, " / ");
        else
            buf_add_char(&k->shown, c);
    }
    return buf_string(&k->shown);
}

const char *html_kit_said(struct html_kit *k, const char *key)
{
    k->shown.len = 0;
    buf_add_view(&k->shown, metadata_find(&k->d.metadata, key));
    return buf_string(&k->shown);
}

/* As UTF-8, into out; how long that is. */
static size_t decode(const char *charset, struct view bytes, char *out, size_t room)
{
    iconv_t with = iconv_open("UTF-8", charset);
    CHECK(with != (iconv_t)-1);
    char *in = (char *)bytes.at, *to = out;
    size_t left = bytes.len, space = room;
    CHECK(iconv(with, &in, &left, &to, &space) != (size_t)-1);
    iconv_close(with);
    return room - space;
}

static bool is_title(const struct html_kit *k, struct view word)
{
    return (size_t)(word.at - k->d.canonical.at) < metadata_find(&k->d.metadata, "title").len;
}

static void check_word(const struct html_kit *k, struct view word)
{
    char read[4096];
    uint32_t start = (uint32_t)(word.at - k->d.canonical.at);
    struct span place = origin_of(k->d.origin, start, start + (uint32_t)word.len);
    CHECK(place.start < place.end && place.end <= k->d.bytes.len);
    struct view bytes = {k->d.bytes.at + place.start, place.end - place.start};
    if (memchr(bytes.at, '&', bytes.len) || memchr(bytes.at, '<', bytes.len)) return;
    if (memchr(bytes.at, '\\', bytes.len)) return;         /* of JSON, with escapes */
    if (bytes.len > word.len && is_title(k, word)) return; /* a part of <title>, blanks joined */
    size_t length = decode(k->d.charset, bytes, read, sizeof read);
    if (!view_equal((struct view){read, length}, word))
        test_fail(__FILE__, __LINE__, "%.*s is from %.*s", (int)word.len, word.at, (int)length,
                  read);
}

void html_kit_check_origin(const struct html_kit *k)
{
    const char *at = k->d.canonical.at, *end = at + k->d.canonical.len, *word = at;
    while (at < end) {
        const char *here = at;
        bool blank = char_is_blank(text_next(&at, end));
        if (!blank && at < end) continue;
        const char *stop = blank ? here : at;
        if (stop > word) check_word(k, (struct view){word, (size_t)(stop - word)});
        word = at;
    }
}
