/* name.h: the name of a member as a part of a source.
 *
 * Members are named by any bytes: UTF-8, or what the machine used that made the archive, whatever
 * its flags say. What is not UTF-8 is taken for text in another charset, which is found by weighing
 * all such names of the archive together (proto/charset/guess.h): one alone would be too short.
 *
 * A source is unambiguous and can do no harm where somebody makes a path of it: empty parts and "."
 * are left out; "..", control characters, bytes of no charset, the colon of a drive and a "!" at
 * the end of a part are written %XX, and so is a % that would read so. To a name that an
 * earlier member has the member's number is added: "a.txt (7)".
 */
#ifndef CLIENT_ARCHIVE_NAME_H
#define CLIENT_ARCHIVE_NAME_H

#include "client/archive/container.h"
#include "proto/charset/guess.h"

/* Of one archive; zero-initialise. */
struct names {
    struct buf sample;          /* of names that are not UTF-8 */
    struct charset_guess guess; /* what it is */
    bool guessed;
    struct buf text, parts; /* of the present one */
    uint64_t *taken;        /* hashes of the names given: a table with open addresses */
    size_t taken_count, taken_room;
};
void names_free(struct names *n);

/* Appends what member `number` (from 1) is called to *source. */
void name_add(struct names *n, const struct member *m, uint64_t number, struct buf *source);

#endif
