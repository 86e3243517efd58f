/* json.h: JSON out (RFC 8259); json_read.h is the other way. */
#ifndef PROTO_JSON_H
#define PROTO_JSON_H

#include "proto/memory.h"
#include "proto/pack.h"

/* Appends s as a JSON string with its quotes: UTF-8 kept, controls, quote and backslash escaped,
 * bytes that are not UTF-8 as U+FFFD. */
void json_string(struct buf *out, struct view s);

/* Appends "key":"text" to the members of the object that *out ends in, behind a comma where others
 * are before it; nothing if text is NULL. */
void json_member(struct buf *out, const char *key, const char *text);

/* Appends {"name":name,"text":text} to the list that *out ends in; text may be NULL. */
void json_named(struct buf *out, const char *name, const char *text);

/* Appends the object at *u as JSON and moves behind it. Bytes (BIN) become lower-case hexadecimal,
 * doubles the shortest decimal that reads back the same. No blanks. */
void json_from_pack(struct buf *out, struct unpack *u);

#endif
