/* hint.h: what the class and the id of an element say of its text: hint.def.
 *
 * Names are cut into words ("sideBar-relatedNews_2" is side, bar, related, news), and each word
 * looked up, then the whole name without its marks. Only a whole name hides: hidden-xs hides from
 * some screens alone. Names are the page's author's: a hint is evidence, never proof.
 */
#ifndef WORKERS_HTML_HINT_H
#define WORKERS_HTML_HINT_H

#include "proto/memory.h"
#include <stdint.h>

/* X(NAME): kinds of hint. */
#define HINTS(X)                                                                                   \
    X(BODY) /* the text itself */                                                                  \
    X(TITLE)                                                                                       \
    X(AUTHOR)                                                                                      \
    X(DATE)                                                                                        \
    X(SOURCE)                                                                                      \
    X(NAV)     /* ways to other pages */                                                           \
    X(COMMENT) /* what readers wrote */                                                            \
    X(POST)    /* what members of a forum wrote */                                                 \
    X(RELATED) /* other articles */                                                                \
    X(SHARE)                                                                                       \
    X(ADVERT)                                                                                      \
    X(SIDE)                                                                                        \
    X(FOOT)                                                                                        \
    X(HIDDEN)                                                                                      \
    X(NOTICE) /* cookies, newsletters, sign in */                                                  \
    X(CAPTION)
enum {
#define X(NAME) HINT_NUMBER_##NAME,
    HINTS(X)
#undef X
};
enum hint {
#define X(NAME) HINT_##NAME = 1 << HINT_NUMBER_##NAME,
    HINTS(X)
#undef X
};
/* Speak against it being the page's text. */
enum {
    HINTS_AROUND = HINT_NAV | HINT_COMMENT | HINT_RELATED | HINT_SHARE | HINT_ADVERT | HINT_SIDE |
                   HINT_FOOT | HINT_HIDDEN | HINT_NOTICE
};

/* The hints in the value of a class or id attribute, added up. */
uint32_t hint_of(const char *names);

#endif
