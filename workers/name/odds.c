/* odds.c: see odds.h. */
#include "workers/name/odds.h"
#include "workers/text.h"

/* How often a place in running text is the beginning of a name: about 3 in 1,000. */
enum { PRIOR = -34, NEVER = -1000, PLAIN_RANK = 8, PAIR_SHARE = -48 };

static int given_share(const struct facts *f, const uint32_t *c, int given)
{
    if (given == 1) return facts_character(f, c[0], IS_SINGLE) - 8; /* one name in four has one */
    return facts_character(f, c[0], IS_FIRST) + facts_character(f, c[1], IS_SECOND) - 2;
}

int odds_guess(const struct facts *f, const char *at, const char *end)
{
    const char *start = at;
    uint32_t c[3] = {0};
    int count = 0, text[3];
    while (count < 3 && at < end) {
        c[count] = text_next(&at, end);
        text[count] = facts_character(f, c[count], IS_TEXT);
        if (!char_is_cjk(c[count])) break;
        count++;
    }
    if (count < 2) return NEVER;
    if (count == 3 && facts_character(f, c[0], IS_FAMILY) < FACTS_PAIR_ONLY)
        return word_class(facts_word(f, start, 2 * (sizeof "王" - 1))) == WORD_FAMILY ? 0 : NEVER;
    int family = facts_character(f, c[0], IS_FAMILY) - text[0] + PRIOR;
    int one = family + given_share(f, c + 1, 1) - text[1];
    if (count < 3) return one;
    int two = family + given_share(f, c + 1, 2) - text[1] - text[2];
    return one > two ? one : two;
}

/* A word that speaks against a name. The dictionary has words among its names of two characters,
 * but those are common (文明, 阳光). */
static bool is_plain(uint32_t entry)
{
    enum word_class class = word_class(entry);
    if (!entry || class == WORD_FAMILY || class == WORD_FIGURE || class == WORD_GIVEN) return false;
    return class != WORD_PERSON || word_rank(entry) >= PLAIN_RANK;
}

/* All entries are asked of memory before the first is read, so that it is waited for once. */
static void read_words(struct odds *o)
{
    uint64_t hash[ODDS_WINDOW][ODDS_WORD];
    for (int i = 0; i < o->count; i++) {
        for (int length = 2; length <= ODDS_WORD && i + length <= o->count; length++) {
            size_t bytes = (size_t)(o->at[i + length] - o->at[i]);
            hash[i][length - 1] = facts_hash(o->at[i], bytes);
            facts_expect(o->facts, hash[i][length - 1]);
        }
    }
    for (int i = 0; i < o->count; i++)
        for (int length = 2; length <= ODDS_WORD && i + length <= o->count; length++)
            o->word[i][length - 1] = facts_hashed(o->facts, hash[i][length - 1]);
}

/* The likeliest reading as words of the characters from `from` on; best[i]: of those before i. */
static void read_from(const struct odds *o, int from, int best[ODDS_WINDOW + 1])
{
    best[from] = 0;
    for (int i = from + 1; i <= o->count; i++) {
        best[i] = best[i - 1] + facts_character(o->facts, o->c[i - 1], IS_TEXT);
        for (int length = 2; length <= ODDS_WORD && i - length >= from; length++) {
            uint32_t entry = o->word[i - length][length - 1];
            if (!is_plain(entry)) continue;
            int share = best[i - length] + facts_word_share(entry);
            if (share > best[i]) best[i] = share;
        }
    }
}

void odds_open(struct odds *o, const struct facts *f, const char *start, const char *at,
               const char *end)
{
    const char *from = at;
    *o = (struct odds){.facts = f};
    while (o->name < ODDS_BEFORE && from > start) {
        const char *before = from;
        if (!char_is_cjk(text_before(&before, start))) break;
        from = before;
        o->name++;
    }
    o->at[0] = from;
    while (o->count < ODDS_WINDOW && from < end) {
        uint32_t c = text_next(&from, end);
        if (!char_is_cjk(c)) break;
        o->c[o->count++] = c;
        o->at[o->count] = from;
    }
    read_words(o);
    read_from(o, 0, o->plain);
}

int odds_family(const struct odds *o)
{
    uint32_t pair = o->word[o->name][1];
    if (o->count - o->name > 2 && word_class(pair) == WORD_FAMILY) return 2;
    return facts_character(o->facts, o->c[o->name], IS_FAMILY) > FACTS_NEVER ? 1 : 0;
}

int odds_of(const struct odds *o, int family, int given)
{
    int end = o->name + family + given;
    if (end > o->count) return NEVER;
    int share = family == 2 ? PAIR_SHARE : facts_character(o->facts, o->c[o->name], IS_FAMILY);
    share += given_share(o->facts, o->c + o->name + family, given) + PRIOR;
    uint32_t known = o->word[o->name][family + given - 1];
    if (word_class(known) == WORD_FIGURE && facts_word_share(known) > share)
        share = facts_word_share(known);
    int behind[ODDS_WINDOW + 1];
    read_from(o, end, behind);
    return o->plain[o->name] + share + behind[o->count] - o->plain[o->count];
}
