/* rule.h: the rules of rules.def, which says what the columns mean. */
#ifndef WORKERS_RULE_H
#define WORKERS_RULE_H

#include "workers/document.h"

enum rule_number {
#define RULE(NAME, ...) RULE_##NAME,
#include "workers/rules.def"
#undef RULE
    RULE_COUNT_ALL
};

struct rule {
    const char *id;
    enum record_kind kind;
    uint8_t confidence;
    const char *match, *other;
};
extern const struct rule rules[RULE_COUNT_ALL];

#endif
