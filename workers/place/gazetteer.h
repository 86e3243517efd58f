/* gazetteer.h: which areas can a name mean?
 *
 * A read-only image, a part of the resources, used as it is mapped: nothing is built or copied when
 * it is opened. A double-array trie (Aoe, "An Efficient Digital Search Algorithm by Using a
 * Double-Array Structure", IEEE TSE 1989) over code points leads from a name to its form; a form
 * has links to the areas that it can name. Beside names the trie holds ordinary words (verbs,
 * adverbs, numerals …), because they tell where a name does not begin. The trie is larger than a
 * cache and asked at every character, so there is a sieve before it (Bloom, "Space/Time Trade-offs
 * in Hash Coding with Allowable Errors", CACM 1970): which pairs of characters do names of areas
 * begin with?
 *
 * An area has a code of nine digits: GB/T 2260 for the first six, the towns' own three behind; and
 * the years in which it had that code and that name, so an area that was renamed is two rows.
 * Countries and their capitals have no code and are numbered from PLACE_ABROAD on.
 */
#ifndef WORKERS_PLACE_GAZETTEER_H
#define WORKERS_PLACE_GAZETTEER_H

#include "proto/error.h"
#include "proto/memory.h"
#include "workers/text.h"
#include <stdbool.h>

#define GAZETTEER_MAGIC "GARNERP2"

enum area_level { AREA_COUNTRY, AREA_PROVINCE, AREA_PREFECTURE, AREA_COUNTY, AREA_TOWN };
enum { YEAR_ALWAYS = 9999, PLACE_ABROAD = 900000000 };

struct area {
    uint32_t code;        /* nine digits */
    uint32_t name;        /* offset of its full name among the names */
    uint16_t from, until; /* years; until: the first in which it is gone, or YEAR_ALWAYS */
    uint8_t level, name_len;
    uint16_t unused;
};

/* How a form names an area. FULL: by its full name (贵阳市). SHORT: without its kind (贵阳,
 * 黔东南州). LETTER: by the one character that stands for a province (黔). */
enum link_kind { LINK_FULL, LINK_SHORT, LINK_LETTER };
#define LINK(area, kind) ((uint32_t)(kind) << 28 | (area))
#define LINK_AREA(link)  ((link)&0x0fffffff)
#define LINK_KIND(link)  ((enum link_kind)((link) >> 28))

/* FORM_WORD: a common word as well. FORM_PLACE: the dictionary knows it as the name of a place.
 * FORM_ORDINARY: a verb, adverb … that is no part of a name. */
enum form_flag { FORM_WORD = 1, FORM_PLACE = 2, FORM_ORDINARY = 4 };
struct form {
    uint32_t link; /* the first of its links; those to higher levels come first */
    uint16_t links;
    uint8_t flags, characters;
};

/* The image: this head, then the arrays in this order, each at a multiple of 8 bytes. */
struct gazetteer_head {
    char magic[8];
    uint32_t areas, forms, links, units, names; /* counts; names: bytes */
    uint32_t symbols;                           /* of the trie, without 0 */
};
struct trie_unit {
    int32_t base;   /* where its children are; of a leaf: -1 - form */
    uint32_t check; /* its parent */
};
enum { TRIE_ROOT = 1, CODE_POINTS = 65536, SIEVE_BITS = 19 };

/* The bit of the sieve for names that begin with two symbols; second 0: for one of one symbol. */
static inline uint32_t sieve_bit(uint32_t first, uint32_t second)
{
    return (first << 16 | second) * 2654435761u >> (32 - SIEVE_BITS);
}

struct gazetteer {
    const struct area *area; /* by code, then by year */
    const struct form *form;
    const uint32_t *link;
    const struct trie_unit *unit;
    const uint16_t *symbol; /* of a code point below CODE_POINTS; 0 = in no name */
    const uint64_t *sieve;  /* 1 << SIEVE_BITS bits */
    const char *names;
    struct gazetteer_head head;
};

/* Opens the image over its bytes, which must stay. 0, or -1 with *err if they are none. */
int gazetteer_open(struct gazetteer *g, struct view image, struct err *err);

static inline uint32_t gazetteer_symbol(const struct gazetteer *g, uint32_t c)
{
    return c < CODE_POINTS ? g->symbol[c] : 0;
}

static inline bool gazetteer_passes(const struct gazetteer *g, uint32_t first, uint32_t second)
{
    uint32_t bit = sieve_bit(first, second);
    return g->sieve[bit / 64] >> bit % 64 & 1;
}

/* False if no name of an area begins with c, or with c and what is at `behind`: to be asked before
 * gazetteer_longest(). The sieve lets few others through. */
static inline bool gazetteer_may_name(const struct gazetteer *g, uint32_t c, const char *behind,
                                      const char *end)
{
    uint32_t first = gazetteer_symbol(g, c);
    if (gazetteer_passes(g, first, 0)) return true;
    return behind < end && gazetteer_passes(g, first, gazetteer_symbol(g, text_next(&behind, end)));
}

/* The form of the longest entry at `at` that has one of the flags, or, with flags 0, that names an
 * area; *behind is its end. -1 if there is none. Linear in the length of the entry. */
int gazetteer_longest(const struct gazetteer *g, const char *at, const char *end, unsigned flags,
                      const char **behind);
/* The form of exactly this text, or -1. */
int gazetteer_find(const struct gazetteer *g, struct view text);

struct view area_name(const struct gazetteer *g, uint32_t area);
bool area_in_year(const struct area *a, int year);

/* The first area of that code in that year (0 = today, or the last that had it); -1 if none. */
int gazetteer_area(const struct gazetteer *g, uint32_t code, int year);

/* Is code within the area of the code `outer`? A code is within itself. */
bool code_within(uint32_t code, uint32_t outer);
/* The code of the area one level up, 0 above a province. */
uint32_t code_parent(uint32_t code);

#endif
