/* facts.c: see facts.h. */
#include "workers/name/facts.h"
#include <string.h>

enum { DICTIONARY_BITS = 26 }; /* the dictionary counts about 2^26 words of text */

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

int facts_word_share(uint32_t entry)
{
    return 4 * ((int)word_rank(entry) - DICTIONARY_BITS);
}
