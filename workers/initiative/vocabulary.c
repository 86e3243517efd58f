/* vocabulary.c: see vocabulary.h. */
#include "workers/initiative/vocabulary.h"
#include "workers/lexicon.h"
#include "workers/step.h"
#include <string.h>

static const struct head heads[] = {
#define HEAD(text, type, part) {text, TYPE_##type, HEAD_##part},
#include "workers/initiative/heads.def"
#undef HEAD
};
static const struct cue cues[] = {
#define CUE(text, weight, use) {text, weight, CUE_##use},
#include "workers/initiative/cues.def"
#undef CUE
};
static const struct plain {
    const char *text;
    bool whole;
} plains[] = {
#define PLAIN(text)     {text, true},
#define PLAIN_END(text) {text, false},
#include "workers/initiative/plain.def"
#undef PLAIN
#undef PLAIN_END
};

static struct lexicon heads_begin, heads_end, cues_end, plains_end;

void vocabulary_prepare(void)
{
    if (heads_begin.rows) return;
    LEXICON_MAKE(&heads_end, heads, LEXICON_ENDS);
    LEXICON_MAKE(&cues_end, cues, LEXICON_ENDS);
    LEXICON_MAKE(&plains_end, plains, LEXICON_ENDS);
    LEXICON_MAKE(&heads_begin, heads, LEXICON_BEGINS);
}

const char *initiative_type_name(enum initiative_type t)
{
    static const char *const names[] = {
#define X(NAME, name) name,
        INITIATIVE_TYPES(X)
#undef X
    };
    return names[t];
}

/* 制度 of 制度化 is none, and neither is the 网 of 网格. */
const struct head *head_at(const char *at, const char *end, const char **behind)
{
    int row = lexicon_at(&heads_begin, at, end, behind);
    if (row < 0) return NULL;
    uint32_t next = step_peek(*behind, end);
    bool single = *behind - at <= (ptrdiff_t)sizeof "网" - 1;
    return next == U'化' || (single && !ends_name(next)) ? NULL : &heads[row];
}

const struct head *head_before(const char *start, const char *at, const char **begin)
{
    int row = lexicon_before(&heads_end, start, at, begin);
    return row < 0 ? NULL : &heads[row];
}

const struct cue *cue_before(const char *start, const char *at, const char **begin)
{
    int row = lexicon_before(&cues_end, start, at, begin);
    return row < 0 ? NULL : &cues[row];
}

void head_beginnings(void (*add)(uint32_t character))
{
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        const char *at = heads[i].text, *end = at + strlen(at);
        uint32_t first = text_next(&at, end);
        if (at < end && heads[i].part <= HEAD_CALLS) add(first);
    }
}

bool is_plain(struct view quoted)
{
    const char *begin;
    int row = lexicon_before(&plains_end, quoted.at, quoted.at + quoted.len, &begin);
    return row >= 0 && (!plains[row].whole || begin == quoted.at);
}

bool ends_name(uint32_t c)
{
    if (c == 0 || char_is_mark(c) || char_is_blank(c)) return true;
    return char_among(c, U"的和与及等中为以是在内后上下并将已对让使把向共又也还");
}

bool cue_is_verb(const char *floor, const char *at)
{
    if (at <= floor) return true;
    const char *begin;
    const struct cue *other = cue_before(floor, at, &begin);
    if (other && other->use != CUE_STANDS) return true;
    uint32_t c = step_peek_before(at, floor);
    return char_is_mark(c) || char_is_blank(c) ||
           char_among(c, U"极入力面实续断格要并将来地步快是能可已过展立级府委县市区镇街乡村局在");
}
