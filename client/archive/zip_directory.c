/* zip_directory.c: see zip_directory.h. */
#include "client/archive/zip_directory.h"
#include "proto/utf8.h"
#include <string.h>

enum {
    LOCAL = 30, /* bytes of the fixed part of a header */
    CENTRAL = 46,
    END = 22,
    COMMENT = 65535, /* the longest behind the end */
    NAMES_ARE_UTF8 = 0x800,
};

static uint32_t number(const char *at, size_t bytes)
{
    uint32_t n = 0;
    for (size_t i = bytes; i-- > 0;) n = n << 8 | (unsigned char)at[i];
    return n;
}

static bool is(const char *at, const char signature[4])
{
    return memcmp(at, signature, 4) == 0;
}

/* The central directory; empty if there is none (the zip is cut off), or a part of it. */
static struct view directory(struct view zip)
{
    for (size_t at = zip.len < END ? 0 : zip.len - END + 1; at-- > 0;) {
        if (zip.len - at > END + COMMENT) break;
        if (!is(zip.at + at, "PK\5\6")) continue;
        uint32_t size = number(zip.at + at + 12, 4);
        if (size > at) break;
        return (struct view){zip.at + at - size, size};
    }
    return (struct view){0};
}

/* An entry of the directory. */
struct entry {
    struct view name;
    size_t at, local; /* offsets in the zip */
};

/* Takes the next entry off *rest. False at its end, or where it is damaged. */
static bool next(struct view zip, struct view *rest, struct entry *e)
{
    if (rest->len < CENTRAL || !is(rest->at, "PK\1\2")) return false;
    size_t name = number(rest->at + 28, 2);
    size_t all = CENTRAL + name + number(rest->at + 30, 2) + number(rest->at + 32, 2);
    if (all > rest->len) return false;
    e->name = (struct view){rest->at + CENTRAL, name};
    e->at = (size_t)(rest->at - zip.at);
    e->local = number(rest->at + 42, 4);
    rest->at += all;
    rest->len -= all;
    return true;
}

bool zip_is_document(struct view head)
{
    static const char type[] = "mimetype", types[] = "[Content_Types].xml";
    struct view rest = directory(head);
    struct entry e;
    if (head.len < LOCAL + strlen(type)) return false;
    struct view first = {head.at + LOCAL, number(head.at + 26, 2)};
    if (first.len > head.len - LOCAL) return false;
    if (view_equal(first, view_of(type)) || view_equal(first, view_of(types))) return true;
    while (next(head, &rest, &e))
        if (view_equal(e.name, view_of(types))) return true;
    return false;
}

static void clear_flag(char *flags)
{
    flags[1] &= (char)~(NAMES_ARE_UTF8 >> 8);
}

void zip_unflag(char *zip, size_t len)
{
    struct view all = {zip, len}, rest = directory(all);
    struct entry e;
    while (next(all, &rest, &e)) {
        if (!(number(zip + e.at + 8, 2) & NAMES_ARE_UTF8) || utf8_valid(e.name)) continue;
        clear_flag(zip + e.at + 8);
        if (e.local <= len - LOCAL && is(zip + e.local, "PK\3\4")) clear_flag(zip + e.local + 6);
    }
}
