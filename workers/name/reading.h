/* reading.h: a document while names are looked for in it, line by line; shared by names.c, org.c,
 * person.c and known.c.
 */
#ifndef WORKERS_NAME_READING_H
#define WORKERS_NAME_READING_H

#include "workers/name/facts.h"
#include "workers/name/known.h"
#include "workers/rule.h"
#include "workers/scan.h"

struct reading {
    struct document *d;
    struct article *article;
    struct facts facts;
    struct known known;      /* names found so far, anywhere in the document */
    const char *text;        /* the canonical text: records count from here */
    const char *start, *end; /* the line that is read */
    uint32_t old_records;    /* those that the article had, in order */
    uint32_t line_records;   /* records of the article before the line's first */
    uint32_t line_orgs;      /* and before its first person: its organisations, in order */
    struct span *taken;      /* the names found in the article, in order */
    uint32_t taken_count;
};

/* Adds a record start..end to the article. */
struct record *reading_record(struct reading *r, enum rule_number rule, const char *start,
                              const char *end, const struct field_set *set);

/* Where the place begins that ends at `at`; NULL if none does. */
const char *reading_place_before(const struct reading *r, const char *at);

/* The word of the kinds (enum word_kind) that ends at `at` and begins in the line, the longest of 2
 * to 6 characters; or that begins at `at`, of 1 to 4. Empty if there is none. */
struct view reading_kind_before(const struct reading *r, const char *at, unsigned kinds);
struct view reading_kind_at(const struct reading *r, const char *at, unsigned kinds);

/* The character before or at a place of the line; 0 at the line's ends. */
uint32_t reading_before(const struct reading *r, const char *at);
uint32_t reading_at(const struct reading *r, const char *at);

/* The line's first organisation that does not end before `at`, or NULL; once all are found. */
const struct record *reading_org_reaching(const struct reading *r, const char *at);

/* Behind the 》 of the title that opens at `at`; or behind its 《 if it does not close in the line.
 */
const char *reading_skip_title(const struct reading *r, const char *at);

#endif
