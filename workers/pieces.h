/* pieces.h: a text put together out of pieces of another, with the way back.
 *
 * A reader of a format (HTML, mail, JSON, Markdown) has a source in UTF-8 and makes the canonical
 * text of it: most is copied, some is written otherwise (&amp; becomes &, =E4=B8=AD becomes 中),
 * some left out, and line ends are put in. It says so while it writes:
 *
 *     struct pieces p;
 *     pieces_open(&p, arena, source, origin_of_the_source_or_NULL);
 *     pieces_copy(&p, source.at + 3, 20);              bytes 3..23 of the source, as they are
 *     pieces_put(&p, view_of("&"), source.at + 23, 5); "&", which stands there as "&amp;"
 *     pieces_put(&p, view_of("\n"), source.at + 28, 0); a line end of ours
 *     d->canonical = pieces_text(&p);
 *     d->origin = pieces_origin(&p);
 *
 * Pieces may come from any place of the source in any order, and one place may be used twice; what
 * is copied on from where the last copy ended makes no new piece. A piece takes three or four
 * bytes: its length in the text, and how far on in the source it begins, as variable-length numbers
 * (LEB128). Every PIECES_A_MARK pieces a mark of twelve bytes says where the text, the source and
 * the codes are; a place is found by halving among the marks and reading the codes from there.
 *
 * Everything lives in the arena. The text may be no longer than 4 GiB: with a source of at most
 * 3 * MAX_DOCUMENT (a converted one) that is so if no piece is ten times as long as its source.
 */
#ifndef WORKERS_PIECES_H
#define WORKERS_PIECES_H

#include "workers/origin.h"

enum { PIECES_A_MARK = 16 };

struct piece_mark {
    uint32_t text;   /* where its first piece begins */
    uint32_t source; /* where the piece before that ends */
    uint32_t code;   /* where its first piece begins in the codes */
};

struct piece {
    uint32_t text, length; /* of the text */
    uint32_t source, span; /* of the source; a copy has span == length */
    bool copied;
};

struct pieces {
    struct arena *arena;
    struct view source;
    const struct origin *below;
    struct piece last;   /* not in the codes yet, for it may grow; length 0: there is none */
    uint32_t source_end; /* of the piece before it */
    char *text;
    uint8_t *codes;
    struct piece_mark *marks;
    size_t text_length, text_room, code_length, code_room, mark_room;
    uint32_t count; /* of pieces in the codes */
};

/* below: the way from the source to the document's bytes; NULL if the source is these bytes. */
void pieces_open(struct pieces *p, struct arena *a, struct view source, const struct origin *below);

/* Adds length bytes of the source, which `from` points into. */
void pieces_copy(struct pieces *p, const char *from, size_t length);

/* Adds text that stands for length bytes (0: for none) of the source at `from`. */
void pieces_put(struct pieces *p, struct view text, const char *from, size_t length);

/* The text so far; good until more is added. */
struct view pieces_text(const struct pieces *p);

/* The way back from all of the text; nothing may be added any more. */
const struct origin *pieces_origin(struct pieces *p);

#endif
