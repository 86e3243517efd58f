/* context.h: what stands around a name and says that it is not, or not by itself, a place. */
#ifndef WORKERS_PLACE_CONTEXT_H
#define WORKERS_PLACE_CONTEXT_H

#include "workers/place/search.h"

/* Orders the tables of words; further calls do nothing. */
void context_prepare(void);

/* The end of the name of an organisation that goes on behind a place's name (贵阳 学院), or NULL.
 * Looks at a few characters only. */
const char *context_org_end(const struct search *s, const char *behind);
/* Does an organ of the area itself stand there (庆丰镇 党委, 人民政府)? */
bool context_is_organ(const struct search *s, const char *behind);
/* Is the name only the beginning of another, of a street, a river, a team (北京 路)? */
bool context_is_other_name(const struct search *s, const char *behind);
/* Are its last character and what follows one word (贵阳 市长, 南明 区委)? */
bool context_splits_title(struct search *s, const char *behind);
/* Does such a word follow the short name (南明 区委)? */
bool context_has_title(const struct search *s, const char *behind);
/* Does the name stand behind a surname, alone (李 大连)? */
bool context_is_given_name(struct search *s, const char *start);
/* Does the name stand where one is expected: behind a preposition, a verb or a mark? */
bool context_expects_name(struct search *s, const char *start);

/* Does the sentence go on behind the name: with a mark, a particle, a verb? */
bool context_ends_name(const struct search *s, const char *behind);

/* Does a title or a quotation open with this character? */
static inline bool context_is_opening(uint32_t c)
{
    return c == U'《' || c == U'“' || c == U'「' || c == U'『';
}
/* The end of the title or short quotation that opens at `at`, or NULL. */
const char *context_quotation_end(const char *at, const char *end);

#endif
