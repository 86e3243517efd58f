/* http.h: a server's answer as a web archive has it: the bytes that came over the line.
 *
 * Formats: RFC 9112 (status line, fields, chunks), RFC 9110, 8.4 (content codings), RFC 7932 (br).
 * Archives are full of answers that are not what their fields say, because a crawler took the
 * chunks or the compression away and left the field. So what does not look like it is taken as it
 * is.
 */
#ifndef CLIENT_ARCHIVE_HTTP_H
#define CLIENT_ARCHIVE_HTTP_H

#include "client/archive/meter.h"
#include "proto/memory.h"

/* The fields behind a start line, up to and with the empty line. */
struct fields {
    struct view text;
};
/* The value of the first field of this name (in any case), without blanks around; an empty view if
 * there is none. Folded lines are not joined. */
struct view fields_find(struct fields f, const char *name);
/* The length of the head at the beginning of text, its empty line included; 0 if there is no end of
 * it. */
size_t fields_length(struct view text);

struct http_answer {
    unsigned status;  /* 0: it does not begin like an answer; then body is all of it */
    struct view said; /* "404 Not Found" */
    struct view type; /* of the content, as told */
    struct view body; /* in the block, or in *room */
};

/* Takes an answer apart. Its body is decoded into *room where need be, to at most `most` bytes. 0,
 * or -1 with *err: DAMAGED, TOO_LARGE, UNSUPPORTED or BOMB; the rest of *out holds all the same. */
int http_read(struct view block, uint64_t most, struct meter *meter, struct buf *room,
              struct http_answer *out, struct err *err);

#endif
