/* org_ending.h: how names of organisations end (orgs.def), and where such an ending is none. */
#ifndef WORKERS_NAME_ORG_ENDING_H
#define WORKERS_NAME_ORG_ENDING_H

#include "workers/name/reading.h"

/* What must stand before an ending; orgs.def says what they mean. */
enum need { NOTHING, AREA, LEVEL, NAME, PROPER, TASK, QUOTED, UNKNOWN };

struct ending {
    const char *text, *type;
    enum need need;
};

/* Types of organisations, as the export has them. */
#define PARTY       "party"
#define GOVERNMENT  "government"
#define ARMY        "army"
#define ASSEMBLY    "assembly"
#define COURT       "court"
#define COMPANY     "company"
#define COOPERATIVE "cooperative"
#define BANK        "bank"
#define SCHOOL      "school"
#define CULTURE     "culture"
#define HOSPITAL    "hospital"
#define ASSOCIATION "association"
#define UNION       "union"
#define CENTRE      "centre"
#define MEDIA       "media"

enum {
    ORG_WORD_CHARACTERS = 5,
    RARE_WORD = 4,   /* rank up to which a word is hardly more than its characters */
    COMMON_WORD = 7, /* rank from which a word that goes over an end is believed */
};

/* Whether an ending can end with c. */
bool org_ends_with(uint32_t c);

/* The longest ending that ends at `at`, with its beginning; NULL if none does. */
const struct ending *org_ending_before(const struct reading *r, const char *at, const char **begin);

/* Whether a word goes over `at`, the end of a name, that is commoner than the one beginning there:
 * 委员会|议. */
bool org_is_crossed(const struct reading *r, const char *at);

/* Whether the ending e at begin..end is one, and not a part of another word: 布局, 中心组, 83个. */
bool org_ending_stands(const struct reading *r, const struct ending *e, const char *begin,
                       const char *end);

#endif
