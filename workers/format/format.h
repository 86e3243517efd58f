/* format.h: the formats that documents come in, as a table, and which of them a document has.
 *
 * What a document's bytes show comes first, then what its container declares, then its name; what
 * none of them tells is plain text, and what turns out to be no text is refused by what it is ("a
 * PNG image"). A row's reader makes the canonical text. Most formats are text themselves: their
 * readers first call plain_decode() (plain.h), which leaves the source in UTF-8 as canonical text
 * with its origin, and then make theirs of it (workers/pieces.h).
 */
#ifndef WORKERS_FORMAT_FORMAT_H
#define WORKERS_FORMAT_FORMAT_H

#include "workers/pipeline.h"

/* As the run of a stage (pipeline.h). bytes, source, declared and date of d are set; media_type is
 * the row's. On STAGE_GO_ON canonical, which is valid UTF-8 and not blank, charset, origin and, as
 * far as the format has them, metadata and pages are set. */
typedef enum stage_verdict format_reader(struct document *d, const struct resources *shared,
                                         const struct budget *budget, unsigned *reason,
                                         struct err *err);

struct format {
    const char *media_type;
    const char *names;   /* under which it is declared besides, blanks between */
    const char *endings; /* of names, in lower case, blanks between */
    bool (*sniff)(
        struct view bytes); /* whether content is surely this; NULL: content cannot tell */
    format_reader *read;
    bool wrapped; /* whether its lines may be those of a page (wrap.h) */
};

/* The row of the table that d has to be read by; never NULL. */
const struct format *format_find(const struct document *d);

/* Refuses d: returns STAGE_REFUSED with *reason and *err set. */
enum stage_verdict format_refuse(unsigned *reason, enum reason why, struct err *err,
                                 const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
