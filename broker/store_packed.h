/* store_packed.h: bodies and results, packed: squeezed with what the documents of this store have
 * in common.
 *
 * A document comes squeezed by itself, and a short one gains little. Whenever nobody brings any,
 * those that are finished are squeezed anew with a DICTIONARY, which was made of some of them
 * (proto/squeeze.h), and take a half to a quarter of the room. A packed body is told, sent and
 * counted as one that came raw: its encoding and length are those of the bytes that unpacking
 * gives. STORED_DOC and STORED_OUTCOME say how many bytes are packed, and with which dictionary.
 *
 * Packed bytes lie in PIECES, so that pages are full: as many as fill whole pages in the first, the
 * rest in small ones, of which eight fill a page beside others. A piece's key is the document's
 * number << 8 and its own.
 *
 * packer.h says what is packed when.
 */
#ifndef BROKER_STORE_PACKED_H
#define BROKER_STORE_PACKED_H

#include "broker/store_parts.h"

#define PACKED_MARK "packed" /* in `meta` */

enum packed_kind { PACKED_BODY, PACKED_RESULT, PACKED_KINDS };

struct packed {
    uint64_t bytes, dictionary; /* as packed, and with which one */
    uint64_t length;            /* of what it unpacks to */
};

/* Writes what was packed to out, which has room for all packed->length bytes: at least the bytes
 * from..upto of it, each to its place. False, and a fault, if it is damaged. */
bool unpack(struct store_read *r, enum packed_kind kind, uint64_t num, const struct packed *packed,
            size_t from, size_t upto, char *out);

/* In the turn: a document's outcome is about to be replaced or dropped; its packed result goes. */
void unpacked_again(struct store *s, uint64_t num);

/* Documents up to this one were looked at by the packer, as of the page. */
uint64_t store_packed(struct store_read *r);

/* ---- Dictionaries ---- */

/* Those of a store that were needed, for all its threads. */
struct dictionaries *dictionaries_open(void);
void dictionaries_free(struct dictionaries **d); /* harmless on NULL */

/* The last one of that kind: its number, 0 if there is none; and its bytes. */
uint64_t dictionary_last(struct store_read *r, enum packed_kind kind, struct view *bytes);

/* ---- Packing ---- */

/* A body or result that was packed, as it was before. */
struct packed_row {
    uint64_t num;
    enum packed_kind kind;
    uint64_t encoding, length, finished_ms; /* finished_ms: of a result */
    uint64_t raw;                           /* bytes that it unpacks to, */
    uint64_t bytes;                         /* and that it is packed to: */
};
/* What a turn is to write of it: rows, and their bytes one behind the other. */
struct packed_slice {
    uint64_t from, upto; /* documents behind `from` up to this one were looked at */
    struct buf rows, bytes;
    struct {
        uint64_t number; /* that the rows of this kind are packed with */
        struct buf made; /* its bytes, if it is new */
    } dictionaries[PACKED_KINDS];
};
/* What was changed since stays as it is. */
void packed_write(struct store *s, const struct packed_slice *slice);
void packed_slice_free(struct packed_slice *slice);

#endif
