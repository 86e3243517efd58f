/* facts.c: see facts.h. */
#include "workers/name/facts.h"
#include <string.h>

enum { NOT_HAN = -80, DICTIONARY_BITS = 26 }; /* the dictionary counts about 2^26 words of text */

int facts_open(struct facts *f, struct view part, struct err *err)
{
    struct facts_head head;
    size_t characters = FACTS_CHARACTERS * FACTS_ROLES;
    characters += -characters % sizeof(uint32_t);
    if (part.len < sizeof head) return fail(err, ERR_BAD_REQUEST, "names: the part is missing");
    memcpy(&head, part.at, sizeof head);
    if (memcmp(head.magic, FACTS_MAGIC, sizeof head.magic) != 0 || head.word_bits > 28 ||
        part.len != sizeof head + characters + (sizeof(uint32_t) << head.word_bits))
        return fail(err, ERR_BAD_REQUEST, "names: the part is not a table of facts on names");
    f->characters = (const void *)(part.at + sizeof head);
    f->words = (const void *)(part.at + sizeof head + characters);
    f->word_bits = head.word_bits;
    return 0;
}

uint32_t facts_word(const struct facts *f, const char *at, size_t length)
{
    uint64_t hash = facts_hash(at, length);
    uint32_t mask = (1u << f->word_bits) - 1, mark = (uint32_t)(hash >> 44);
    for (uint32_t i = (uint32_t)hash & mask; f->words[i]; i = (i + 1) & mask) {
        if (f->words[i] >> 12 == mark) return f->words[i];
    }
    return 0;
}

int facts_character(const struct facts *f, uint32_t c, enum facts_role role)
{
    uint32_t i = c - FACTS_FIRST;
    if (i < FACTS_CHARACTERS) return f->characters[i][role];
    return role == IS_FAMILY ? FACTS_NEVER : NOT_HAN;
}

int facts_word_share(uint32_t entry)
{
    return 4 * ((int)word_rank(entry) - DICTIONARY_BITS);
}
