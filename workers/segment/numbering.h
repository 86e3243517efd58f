/* numbering.h: the number that a heading or a list item begins with: 一、 (一) 1. ① 第三条 一是 …
 *
 * One table has every manner, from the outermost to the innermost; their order is what decides
 * which heading stands under which (section.h).
 */
#ifndef WORKERS_SEGMENT_NUMBERING_H
#define WORKERS_SEGMENT_NUMBERING_H

#include "proto/memory.h"
#include <stdint.h>

/* X(NAME, example): manners of numbering, outermost first. */
/* clang-format off */
#define NUMBERINGS(X)                                                                              \
    X(NONE, "")                                                                                    \
    X(PART, "第一部分")                                                                            \
    X(CHAPTER, "第一章")                                                                           \
    X(DIVISION, "第一节")                                                                          \
    X(CLAUSE, "第一条")                                                                            \
    X(BRACKET, "【】")                                                                             \
    X(HAN_COMMA, "一、")                                                                           \
    X(HAN_PAREN, "(一)")                                                                           \
    X(DECIMAL, "1.1")                                                                              \
    X(DIGIT_COMMA, "1、")                                                                          \
    X(DIGIT_DOT, "1.") X(DIGIT_PAREN, "(1)") X(CIRCLED, "①") X(LETTER, "A.") X(ORDINAL, "第一")    \
        X(POINT, "一是") X(DASH, "——")
/* clang-format on */

enum numbering_manner {
#define X(NAME, example) NUMBERING_##NAME,
    NUMBERINGS(X)
#undef X
};

struct numbering {
    enum numbering_manner manner;
    uint32_t value;  /* 1, 2, 3 …; of 1.2 the last; 0 where there is none (BRACKET, DASH) */
    uint32_t depth;  /* of DECIMAL: how many numbers, 1.2.3 has 3; otherwise 1 */
    uint32_t length; /* bytes of the number with the marks that belong to it */
    uint32_t skip;   /* bytes to what follows it: the comma of 第一, and blanks are passed over */
};

/* The number at the start of text; manner NONE if there is none. */
struct numbering numbering_of(struct view text);

#endif
