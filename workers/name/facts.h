/* facts.h: what is known of words and characters when names are looked for.
 *
 * Names of people are told from text by odds: how likely are these characters as a name, how likely
 * as the words that they would otherwise be? So there is, of each Han character, the logarithm of
 * its share among family names, among given names (alone, as the first of two, as the second),
 * among the characters that write foreign names, and among those of running text; and, of each word
 * of the dictionary, its share of running text. Words also have a class, which says where the name
 * of an organisation may begin.
 *
 * The facts are a part of the resources ("names"), made by the build from jieba's dictionary and
 * workers/data/names, and used as they are mapped.
 *
 * The part, all numbers little-endian:
 *     struct facts_head
 *     FACTS_CHARACTERS × FACTS_ROLES int8    what each character can be
 *     1 << word_bits × uint32                words, open addressing, 0 = free
 */
#ifndef WORKERS_NAME_FACTS_H
#define WORKERS_NAME_FACTS_H

#include "proto/error.h"
#include "proto/memory.h"
#include <stdbool.h>
#include <string.h>

#define FACTS_MAGIC "GNAMES02"
enum {
    FACTS_NEVER = -127,
    FACTS_NOT_HAN = -80,
    FACTS_PAIR_ONLY = -70, /* a character below begins family names of two only */
    FACTS_FIRST = 0x4e00,
    FACTS_CHARACTERS = 0x9fa6 - 0x4e00,
    FACTS_WORD_MAX = 8
};

/* What a character can be. Logarithms to base 2, in quarters (-40 is 2^-10); but BEGINS_KINDS has
 * the kinds of the words that begin with it, as bits. */
enum facts_role {
    IS_TEXT,
    IS_FAMILY,
    IS_SINGLE,
    IS_FIRST,
    IS_SECOND,
    IS_FOREIGN,
    BEGINS_KINDS,
    FACTS_ROLES
};

/* Classes of words. STOP: no name begins before or goes over it. GENERIC: part of names, but none
 * by itself. PERSON: the dictionary has it as a person's name. FAMILY: a family name of two.
 * PHRASE: of several words. GIVEN: a piece of the names of people who have no family
 * names. */
enum word_class {
    WORD_NONE,
    WORD_NOUN,
    WORD_VERB,
    WORD_PLACE,
    WORD_PERSON,
    WORD_ORG,
    WORD_STOP,
    WORD_GENERIC,
    WORD_INNER,
    WORD_OTHER,
    WORD_PHRASE,
    WORD_FAMILY,
    WORD_FIGURE,
    WORD_GIVEN,
};
/* What else it is; bits. workers/data/names/words.txt says what they are. */
enum word_kind { KIND_ROLE = 1, KIND_ADDRESS = 2, KIND_OFFICE = 4, KIND_SPEECH = 8 };
enum { BEGINS_GIVEN = 16 }; /* among the kinds of the words that begin with a character */

/* An entry: 20 bits of the word's hash, then class, kinds, and the logarithm of how often it is met
 * (0–15). 0 = no such word. */
static inline enum word_class word_class(uint32_t entry)
{
    return (enum word_class)(entry >> 8 & 15);
}
static inline unsigned word_kinds(uint32_t entry)
{
    return entry >> 4 & 15;
}
static inline unsigned word_rank(uint32_t entry)
{
    return entry & 15;
}

struct facts_head {
    char magic[8];
    uint32_t word_bits, unused;
};

struct facts {
    const int8_t (*characters)[FACTS_ROLES];
    const uint32_t *words;
    uint32_t word_bits;
};

/* Opens the facts over their bytes, which must stay. 0, or -1 with *err if they are none. */
int facts_open(struct facts *f, struct view part, struct err *err);

/* The place and the entry that facts_make.c gives a word: a product of two halves of it, folded.
 * Words are short and looked up at every character, so the hash must cost less than a call. */
static inline uint64_t facts_hash(const char *at, size_t length)
{
    uint64_t head = 0, tail = 0, middle = 0;
    if (length >= 8) {
        memcpy(&head, at, 8);
        memcpy(&tail, at + length - 8, 8);
        if (length > 16) memcpy(&middle, at + (length - 8) / 2, 8);
    } else if (length >= 4) {
        uint32_t first, last;
        memcpy(&first, at, 4);
        memcpy(&last, at + length - 4, 4);
        head = first;
        tail = last;
    } else {
        const unsigned char *p = (const unsigned char *)at;
        if (length) head = p[0] | p[length / 2] << 8 | p[length - 1] << 16;
    }
    head = (head ^ middle ^ UINT64_C(0x9e3779b97f4a7c15)) * UINT64_C(0xd6e8feb86659fd93);
    tail = (tail + length + (head >> 32)) * UINT64_C(0xff51afd7ed558ccd);
    tail ^= tail >> 33 ^ head;
    tail *= UINT64_C(0xc4ceb9fe1a85ec53);
    return tail ^ tail >> 29;
}

/* The entry of a word with this hash, 0 if the dictionary has none. */
static inline uint32_t facts_hashed(const struct facts *f, uint64_t hash)
{
    uint32_t mask = (1u << f->word_bits) - 1, mark = (uint32_t)(hash >> 44);
    for (uint32_t i = (uint32_t)hash & mask; f->words[i]; i = (i + 1) & mask) {
        if (f->words[i] >> 12 == mark) return f->words[i];
    }
    return 0;
}

/* The entry of a word of 1 to FACTS_WORD_MAX characters. */
static inline uint32_t facts_word(const struct facts *f, const char *at, size_t length)
{
    return facts_hashed(f, facts_hash(at, length));
}

/* Tells memory to bring the entry: the table is larger than a cache. */
static inline void facts_expect(const struct facts *f, uint64_t hash)
{
    __builtin_prefetch(&f->words[hash & ((UINT64_C(1) << f->word_bits) - 1)]);
}

/* The logarithm of c as `role`; a constant, low one for what is no Han character. */
static inline int facts_character(const struct facts *f, uint32_t c, enum facts_role role)
{
    uint32_t i = c - FACTS_FIRST;
    if (i < FACTS_CHARACTERS) return f->characters[i][role];
    return role == IS_FAMILY ? FACTS_NEVER : FACTS_NOT_HAN;
}

/* Whether a word of one of the kinds may begin with c. */
static inline bool facts_begins(const struct facts *f, uint32_t c, unsigned kinds)
{
    uint32_t i = c - FACTS_FIRST;
    return i >= FACTS_CHARACTERS || f->characters[i][BEGINS_KINDS] & kinds;
}

/* The logarithm of a word's share of running text, in quarters. */
int facts_word_share(uint32_t entry);

#endif
