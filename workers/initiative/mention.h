/* mention.h: a place where a text names an initiative, before it is known whether it is one.
 *
 * The readers (quoted.h, headed.h) leave mentions in reading order, sure ones and others. When the
 * whole document has been read, join.h makes records of them: what was sure once makes others of
 * the same core sure.
 */
#ifndef WORKERS_INITIATIVE_MENTION_H
#define WORKERS_INITIATIVE_MENTION_H

#include "workers/document.h"
#include "workers/initiative/vocabulary.h"
#include "workers/rule.h"

struct mention {
    uint32_t article;      /* index in the document's articles */
    struct view text;      /* where it stands in the canonical text */
    struct view core;      /* what all variants share: 11633 of “11633”工作体系 */
    struct view name;      /* as this mention has it */
    struct view expansion; /* what the text says it stands for, or empty */
    enum rule_number rule;
    enum initiative_type type;
    bool sure;
    bool silent;   /* in the title of a document: no record, but known */
    bool distinct; /* the core means nothing else, wherever it stands */
};

/* A list of mentions, in the document's arena. */
struct mention_list {
    struct mention *at;
    uint32_t count, room;
};
struct mention *mention_add(struct arena *a, struct mention_list *list, struct mention m);

/* What the readers work on: one span of an article. */
struct passage {
    struct document *d;
    uint32_t article;
    const char *start, *end; /* the span */
    const char *floor;       /* behind the last mention or quotation: what is before it is taken */
    bool named;              /* what ends at floor is sure to be a name */
    struct mention_list *mentions;
};

#endif
