/* search.h: the search for places in one document: what all its parts work on.
 *
 * Places are first found as mentions, by several finders, each with its own evidence: names of the
 * gazetteer and chains of them (mention.h), patterns (pattern.h), items of lists (listing.h), names
 * that were found before (again.h). Then it is settled what each mention means (resolve.h), and
 * those that mean something become records (place.h).
 */
#ifndef WORKERS_PLACE_SEARCH_H
#define WORKERS_PLACE_SEARCH_H

#include "workers/document.h"
#include "workers/place/gazetteer.h"
#include "workers/rule.h"
#include "workers/text.h"
#include "workers/words/words.h"

/* How sure a mention is by itself. NAMED: nothing else is called so. LIKELY: right where the text
 * speaks of the area around it. DOUBTFUL: also a word, or one of very many short names: right only
 * where its full name stands as well. */
enum certainty { NAMED, LIKELY, DOUBTFUL };

struct place_mention {
    uint32_t start, end; /* the whole chain */
    uint32_t name;       /* where its last name begins */
    uint32_t own;        /* of a pattern: where the part behind its parents begins */
    enum rule_number rule;
    enum certainty certainty;
    uint8_t level;             /* enum area_level; of a pattern AREA_TOWN + 1 or + 2 */
    uint8_t kind;              /* enum link_kind of its last name */
    bool pattern;              /* not in the gazetteer; its candidates are its parents */
    bool chained, in_org;      /* has parents; belongs to an organisation's name */
    const struct form *form;   /* of its only name; NULL if it is a chain or a pattern */
    const uint32_t *candidate; /* areas that it can mean, those of higher level first */
    uint32_t candidates;
    int32_t area;   /* what it means; -1 = not known, or not in the gazetteer */
    int32_t within; /* of a pattern: the mention that it is part of, by number; -1 = none */
};
enum { LEVEL_VILLAGE = AREA_TOWN + 1, LEVEL_SETTLEMENT };

struct place_mention_list {
    struct place_mention *at;
    uint32_t count, room;
};

struct search {
    struct document *d;
    const struct gazetteer *g;
    const struct words *words; /* NULL: there is no word model */
    const char *text;          /* the canonical text */
    const struct article *article;
    const char *start, *end;         /* the span of the article that is searched */
    int year;                        /* of the article, 0 = not known */
    struct place_mention_list found; /* of the article, in order of place, none over another */
    struct words_cut cut;            /* the clause cut last */
    const char *clause, *clause_end;
    struct support *support;
};

/* Inserts a mention where it belongs; one that it covers gives way (one as long only if it is less
 * sure), else it is not inserted. The mention, valid until the next call, or NULL. */
struct place_mention *search_add(struct search *s, struct place_mention m);
/* Adds one behind all others. */
struct place_mention *search_append(struct search *s, struct place_mention m);
/* The number of the first mention that ends behind `place`. */
uint32_t search_first(const struct search *s, uint32_t place);

/* Is there a word across `at`? Cuts the clause around it, at most some 60 characters. */
bool search_word_across(struct search *s, const char *at);
/* Cuts the clause around `at`, if it is not the one cut last: words are counted from s->clause. */
void search_cut_clause(struct search *s, const char *at);

/* Punctuation, line ends; not a blank. */
static inline bool char_ends_clause(uint32_t c)
{
    return !char_is_cjk(c) && (char_is_mark(c) || c == '\n' || c == '\r' || char_is_control(c));
}

#endif
