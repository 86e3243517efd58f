/* docline_read.h: a line of the export, read back: the document, its result, and its bytes.
 *
 * Only a line that docline() and docline_add_text() could have written is taken: the row and the
 * result that were read are written again and must give the same bytes. So whoever stores what was
 * read exports the same line again, and a line that was cut, changed or written by something else
 * is refused. The result is held against the text (result_check.h), and length, hash and id against
 * the bytes.
 */
#ifndef PROTO_DOCLINE_READ_H
#define PROTO_DOCLINE_READ_H

#include "proto/error.h"
#include "proto/memory.h"
#include "proto/msg.h"
#include "proto/result_check.h"
#include <stdbool.h>

/* Zero-initialise, use for line after line, and free. Views live until the next line. */
struct docline_read {
    struct msg_row row;   /* all that a line has; with articles and records counted */
    bool has_content;     /* false: nobody saw its bytes, and row.reason says why */
    struct buf result;    /* MessagePack; empty if it has none */
    struct view original; /* the document's bytes */
    struct view part;     /* for the index, unchecked; empty if the line has none */

    struct buf canonical, bytes, packed, unpacked, again; /* what the views point to */
    struct arena arena;
    struct result_check check;
};

/* Reads one line, without its newline. 0, or -1 with *err that says what is wrong with it. Time is
 * linear in the line; memory a few times as much. */
int docline_read(struct docline_read *d, struct view line, struct err *err);
void docline_read_free(struct docline_read *d);

/* Whether a line calls itself a trailer: it then has to be what doctally_end() writes. */
bool docline_is_trailer(struct view line);

#endif
