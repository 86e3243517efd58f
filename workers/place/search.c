/* search.c: see search.h. */
#include "workers/place/search.h"
#include "workers/text.h"
#include <string.h>

enum { CLAUSE_CHARACTERS = 30 }; /* looked at on each side */

static void make_room(struct search *s)
{
    struct place_mention_list *l = &s->found;
    if (l->count < l->room) return;
    uint32_t room = l->room ? 2 * l->room : 8;
    struct place_mention *at = arena_alloc(s->d->arena, room * sizeof *at);
    if (l->count) memcpy(at, l->at, l->count * sizeof *at);
    l->at = at;
    l->room = room;
}

struct place_mention *search_append(struct search *s, struct place_mention m)
{
    make_room(s);
    s->found.at[s->found.count] = m;
    return &s->found.at[s->found.count++];
}

uint32_t search_first(const struct search *s, uint32_t place)
{
    uint32_t low = 0, high = s->found.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (s->found.at[middle].end <= place)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void remove_at(struct search *s, uint32_t from, uint32_t to)
{
    struct place_mention_list *l = &s->found;
    if (from == to) return;
    memmove(l->at + from, l->at + to, (l->count - to) * sizeof *l->at);
    l->count -= to - from;
}

struct place_mention *search_add(struct search *s, struct place_mention m)
{
    uint32_t first = search_first(s, m.start), last = first;
    for (; last < s->found.count && s->found.at[last].start < m.end; last++) {
        const struct place_mention *other = &s->found.at[last];
        if (other->start < m.start || other->end > m.end) return NULL;
        bool same = other->end - other->start == m.end - m.start;
        if (same && other->certainty <= m.certainty) return NULL;
    }
    remove_at(s, first, last);
    make_room(s);
    struct place_mention *at = s->found.at + first;
    memmove(at + 1, at, (s->found.count - first) * sizeof *at);
    *at = m;
    s->found.count++;
    return at;
}

void search_cut_clause(struct search *s, const char *at)
{
    const char *from = at, *to = at;
    if (s->clause && s->clause < at && at < s->clause_end) return;
    for (int n = 0; n < CLAUSE_CHARACTERS && from > s->start; n++) {
        const char *before = from;
        if (char_ends_clause(text_before(&before, s->start))) break;
        from = before;
    }
    for (int n = 0; n < CLAUSE_CHARACTERS && to < s->end; n++) {
        const char *next = to;
        if (char_ends_clause(text_next(&next, s->end))) break;
        to = next;
    }
    s->clause = from;
    s->clause_end = to;
    words_cut(s->words, (struct view){from, (size_t)(to - from)}, &s->cut);
}

bool search_word_across(struct search *s, const char *at)
{
    if (!s->words) return false;
    search_cut_clause(s, at);
    uint32_t place = (uint32_t)(at - s->clause), low = 0, high = s->cut.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (s->cut.at[middle].end <= place)
            low = middle + 1;
        else
            high = middle;
    }
    return low < s->cut.count && s->cut.at[low].start < place;
}
