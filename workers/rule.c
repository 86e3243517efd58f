/* rule.c: see rule.h. */
#include "workers/rule.h"

const struct rule rules[RULE_COUNT_ALL] = {
#define RULE(NAME, id, kind, confidence, match, other)                                             \
    {id, RECORD_##kind, confidence, match, other},
#include "workers/rules.def"
#undef RULE
};
