/* foreign.c: see foreign.h. */
#include "workers/name/foreign.h"
#include "workers/text.h"
#include <string.h>

enum {
    COMMON_WORD = 9, /* rank of a word that ends a foreign name */
    PART = 6,        /* characters of a part at most */
    SOUNDS = 3,      /* and of a name without dots at least */
    SOUND = 12,      /* how much commoner, on average, the characters of one without dots must be */
    PIECES = 4,
    PIECE = 4, /* characters */
};

/* Whether a common word of two characters begins at `at`. */
static bool begins_word(const struct reading *r, const char *at)
{
    const char *behind = at;
    text_next(&behind, r->end);
    if (behind >= r->end) return false;
    text_next(&behind, r->end);
    return word_rank(facts_word(&r->facts, at, (size_t)(behind - at))) >= COMMON_WORD;
}

const char *foreign_pieces(const struct reading *r, const char *at, unsigned *pieces)
{
    for (*pieces = 0; *pieces < PIECES; ++*pieces) {
        const char *behind = at, *longest = NULL;
        for (int n = 1; n <= PIECE && behind < r->end; n++) {
            if (!char_is_cjk(text_next(&behind, r->end))) break;
            uint32_t entry = n > 1 ? facts_word(&r->facts, at, (size_t)(behind - at)) : 0;
            if (word_class(entry) == WORD_GIVEN) longest = behind;
        }
        if (!longest) break;
        at = longest;
    }
    return at;
}

/* How far the characters of a foreign name go on from `at`. */
static const char *foreign_end(const struct reading *r, const char *at)
{
    for (int n = 0; n < PART && at < r->end; n++) {
        unsigned pieces;
        const char *piece = facts_begins(&r->facts, reading_at(r, at), BEGINS_GIVEN)
                                ? foreign_pieces(r, at, &pieces)
                                : at;
        if (piece > at) {
            at = piece;
            continue;
        }
        const char *behind = at;
        uint32_t c = text_next(&behind, r->end);
        if (!char_is_cjk(c) || foreign_gain(&r->facts, c) < FOREIGN_LEAST) break;
        if (n > 0 && (reading_kind_at(r, at, KIND_SPEECH | KIND_ROLE).len || begins_word(r, at)))
            break;
        at = behind;
    }
    return at;
}

static const char *foreign_start(const struct reading *r, const char *at)
{
    for (int n = 0; n < PART && at > r->start; n++) {
        const char *before = at;
        uint32_t c = text_before(&before, r->start);
        if (!char_is_cjk(c) || foreign_gain(&r->facts, c) < FOREIGN_LEAST ||
            reading_kind_before(r, at, KIND_ROLE).len)
            break;
        at = before;
    }
    return at;
}

bool foreign_dotted(const struct reading *r, const char *at, const char **start, const char **end)
{
    *start = foreign_start(r, at);
    *end = at;
    if (*start == at) return false;
    while (foreign_is_dot(reading_at(r, *end))) {
        const char *part = *end;
        text_next(&part, r->end);
        const char *behind = foreign_end(r, part);
        if (behind == part) break;
        *end = behind;
    }
    return *end > at && *end - *start >= (ptrdiff_t)strlen("艾·艾力");
}

const char *foreign_sounds(const struct reading *r, const char *at)
{
    const char *end = foreign_end(r, at);
    int sum = 0, count = 0;
    for (const char *p = at; p < end; count++) sum += foreign_gain(&r->facts, text_next(&p, end));
    return count >= SOUNDS && sum >= SOUND * count ? end : NULL;
}
