/* json_read.h: a JSON object (RFC 8259) taken apart without building anything: its members one
 * after the other, as views of the text. Made for lines of a file, where each is read once.
 *
 * Linear in the text, whatever its depth; nothing is allocated but what json_text() appends.
 */
#ifndef PROTO_JSON_READ_H
#define PROTO_JSON_READ_H

#include "proto/memory.h"
#include <stdbool.h>
#include <stdint.h>

/* A member: key and value as they stand there, a string with its quotes. */
struct json_member {
    struct view key, value;
};

/* An object under way; zeros but for text, which begins with '{' after blanks. */
struct json_object {
    struct view text;
    size_t at;
};

/* The next member: 1; 0 at the end of the object (then text may go on behind at); -1 if what is
 * there is no JSON. Values are found by their brackets and quotes: what is within them is not
 * checked. */
int json_object_next(struct json_object *o, struct json_member *m);

/* The value of the first member with this key (UTF-8, escapes in the text's key undone); an empty
 * view if there is none, or no object. */
struct view json_object_find(struct view text, struct view key);

/* One character of a string's inside: how many bytes it takes there, and its UTF-8; an escaped pair
 * of surrogates is one. U+FFFD, and damaged, for a lone surrogate and a false escape. at < end. */
struct json_char {
    uint32_t from, to;
    char utf8[4];
    bool damaged;
};
struct json_char json_char(const char *at, const char *end);

/* The inside of a string value, without its quotes. False if the value is no string. */
bool json_inside(struct view value, struct view *inside);

/* Appends the text of a value: of a string with its escapes undone, of a number or word as it is.
 * False (and nothing appended) for an object, an array or null. */
bool json_text(struct view value, struct buf *out);

#endif
