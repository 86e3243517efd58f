/* known.c: see known.h. */
#include "workers/name/known.h"
#include "workers/text.h"
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

enum { FIRST_BITS = 8 };

void known_open(struct known *k, struct arena *arena)
{
    *k = (struct known){.arena = arena, .count = 1, .room = 64, .bits = FIRST_BITS};
    k->at = xcalloc(k->room, sizeof *k->at);
    k->heads = xcalloc(1u << k->bits, sizeof *k->heads);
}

void known_close(struct known *k)
{
    free(k->at);
    free(k->heads);
    *k = (struct known){0};
}

/* The length of the first two characters; 0 if there are not as many. */
static size_t head_length(const char *at, const char *end)
{
    const char *behind = at;
    for (int i = 0; i < 2; i++) {
        if (behind >= end) return 0;
        text_next(&behind, end);
    }
    return (size_t)(behind - at);
}

static uint32_t *chain_of(const struct known *k, const char *at, size_t head)
{
    return &k->heads[XXH3_64bits(at, head) & ((1u << k->bits) - 1)];
}

static void grow(struct known *k)
{
    k->room *= 2;
    k->bits++;
    k->at = xrealloc(k->at, k->room * sizeof *k->at);
    free(k->heads);
    k->heads = xcalloc(1u << k->bits, sizeof *k->heads);
    for (uint32_t i = k->count - 1; i > 0; i--) { /* so that chains keep their order */
        struct view text = k->at[i].text;
        uint32_t *head = chain_of(k, text.at, head_length(text.at, text.at + text.len));
        k->at[i].next = *head;
        *head = i;
    }
}

struct known_name *known_find(const struct known *k, struct view text)
{
    size_t head = head_length(text.at, text.at + text.len);
    if (!head) return NULL;
    for (uint32_t i = *chain_of(k, text.at, head); i; i = k->at[i].next) {
        if (view_equal(k->at[i].text, text)) return &k->at[i];
    }
    return NULL;
}

/* Where the chain ends: its last link, or NULL if it is full. */
static uint32_t *chain_end(const struct known *k, uint32_t *link)
{
    for (int n = 0; *link; n++) {
        if (n == KNOWN_CHAIN) return NULL;
        link = &k->at[*link].next;
    }
    return link;
}

struct known_name *known_add(struct known *k, struct view text, enum record_kind kind)
{
    struct known_name *old = known_find(k, text);
    size_t head = head_length(text.at, text.at + text.len);
    if (old || !head) return old;
    if (k->count == k->room) grow(k);
    uint32_t *link = chain_end(k, chain_of(k, text.at, head));
    if (!link) return NULL;
    const char *at = text.at;
    uint32_t c = text_next(&at, text.at + text.len) & 0xffff;
    k->begins[c >> 3] |= (uint8_t)(1 << (c & 7));
    k->at[k->count] = (struct known_name){.text = text, .full = text, .kind = kind};
    *link = k->count;
    return &k->at[k->count++];
}

const struct known_name *known_at(const struct known *k, const char *at, const char *end)
{
    const char *behind = at;
    if (!known_begins(k, text_next(&behind, end))) return NULL;
    size_t head = head_length(at, end), left = (size_t)(end - at);
    const struct known_name *longest = NULL;
    if (!head) return NULL;
    for (uint32_t i = *chain_of(k, at, head); i; i = k->at[i].next) {
        const struct known_name *n = &k->at[i];
        if (n->text.len > left || memcmp(n->text.at, at, n->text.len) != 0) continue;
        if (!longest || n->text.len > longest->text.len) longest = n;
    }
    return longest;
}
