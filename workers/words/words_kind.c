/* words_kind.c: what the dictionary tells of symbols and words beyond their being there. */
#include "workers/words/words_learner.h"

enum { TAG_NONE = 0, TAG_PERSON = 1, TAG_OTHER = 13 };

/* Longer prefixes first. All others are the tag behind the last row. */
static const struct {
    const char *prefix;
    unsigned tag;
} tags[] = {
    {"nr", TAG_PERSON}, {"ns", 2}, {"nt", 3}, {"nz", 4}, {"n", 5},  {"v", 6},  {"a", 7},
    {"b", 7},           {"z", 7},  {"d", 8},  {"m", 9},  {"q", 9},  {"t", 10}, {"i", 11},
    {"l", 11},          {"j", 11}, {"r", 12}, {"p", 12}, {"c", 12}, {"u", 12}, {"f", 12},
};

unsigned tag_of(struct view class_)
{
    if (!class_.len) return TAG_NONE;
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        size_t len = strlen(tags[i].prefix);
        if (class_.len >= len && memcmp(class_.at, tags[i].prefix, len) == 0) return tags[i].tag;
    }
    return TAG_OTHER;
}

/* Kinds 0 to 3 are the symbols that stand for others, in their order. */
enum {
    KIND_MARK = 4,
    KIND_UNKNOWN = 5,
    KIND_USED = 6, /* and the next 15: four steps of standing alone × four of beginning words */
    KIND_NUMERAL = 22,
    KIND_SURNAME = 23,    /* and 24: those that also stand alone often */
    KIND_GIVEN_NAME = 25, /* and 26: likewise */
    NAME_MOST = 3,        /* symbols of a name of a person */
    SURNAMES_LEAST = 20,
    GIVEN_NAMES_LEAST = 10,
    GIVEN_NAMES_SHARE = 25 /* of a hundred short words */
};

void kind_count(struct words_train *t, const uint16_t *symbol, uint32_t length, uint64_t count,
                unsigned tag)
{
    if (length == 1) {
        t->use[symbol[0]].alone += count;
        return;
    }
    t->use[symbol[0]].begins += count;
    t->use[symbol[length - 1]].ends += count;
    for (uint32_t i = 1; i + 1 < length; i++) t->use[symbol[i]].inside += count;
    if (length > NAME_MOST) return;
    for (uint32_t i = 0; i < length; i++) t->use[symbol[i]].short_words++;
    if (tag != TAG_PERSON) return;
    t->use[symbol[0]].surnames++;
    for (uint32_t i = 1; i < length; i++) t->use[symbol[i]].given_names++;
}

static const uint16_t numerals[] = {
    0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D, /* 一 to 九 */
    0x5341, 0x767E, 0x5343, 0x4E07, 0x4EBF, 0x4E24, 0x96F6, 0x3007, /* 十百千万亿两零〇 */
};

/* In which quarter a share lies, by bounds in percent. */
static unsigned step(uint64_t part, uint64_t whole, const unsigned bounds[3])
{
    unsigned n = 0;
    while (n < 3 && part * 100 > bounds[n] * whole) n++;
    return n;
}

static unsigned kind_by_use(const struct symbol_use *u)
{
    static const unsigned alone_bounds[3] = {12, 40, 75}, begin_bounds[3] = {25, 50, 75};
    uint64_t all = u->alone + u->begins + u->inside + u->ends;
    if (!all) return KIND_UNKNOWN;
    unsigned alone = step(u->alone, all, alone_bounds);
    if (u->surnames >= SURNAMES_LEAST) return KIND_SURNAME + (alone >= 2);
    if (u->given_names >= GIVEN_NAMES_LEAST &&
        u->given_names * 100u >= GIVEN_NAMES_SHARE * u->short_words)
        return KIND_GIVEN_NAME + (alone >= 1);
    return KIND_USED + 4 * alone + step(u->begins, u->begins + u->ends, begin_bounds);
}

void kind_sort(struct words_train *t)
{
    for (uint32_t c = 0; c < MODEL_SYMBOLS; c++)
        if (c >= SYMBOL_EDGE && c <= SYMBOL_OTHER)
            t->kind[c] = (uint8_t)(c - SYMBOL_EDGE);
        else
            t->kind[c] = (uint8_t)(c < 0x3400 ? KIND_MARK : kind_by_use(&t->use[c]));
    for (size_t i = 0; i < sizeof numerals / sizeof *numerals; i++)
        t->kind[numerals[i]] = KIND_NUMERAL;
}

/* log2 in eighths, rounded down: squaring a number twice its size shows the next bit. */
static uint32_t log2_eighths(uint64_t n)
{
    uint32_t whole = 63 - (uint32_t)__builtin_clzll(n), eighths = whole;
    uint64_t part = whole > 31 ? n >> (whole - 31) : n << (31 - whole); /* 1 ≤ part < 2, × 2^31 */
    for (int i = 0; i < 3; i++) {
        part = part * part >> 31;
        eighths = 2 * eighths + (part >> 32 ? 1 : 0);
        if (part >> 32) part >>= 1;
    }
    return eighths;
}

uint16_t word_cost(const struct words_train *t, uint64_t count)
{
    uint32_t cost = log2_eighths(t->total + 1) - log2_eighths(count + 1) + 1;
    return (uint16_t)(cost < PATH_UNKNOWN ? cost : PATH_UNKNOWN - 1);
}
