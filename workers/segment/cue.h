/* cue.h: phrases that tell what a line is for: 编者按, 版权所有, 下转第3版, 责任编辑, 图为 …
 *
 * One table of phrases, each with what it hints at and where in the line it must stand. Lines are
 * compared without blanks and with half-width marks, so that 目 录 and (下转) are found as well.
 * A cue is evidence, not a verdict: evidence.c and others weigh it against the lines around.
 */
#ifndef WORKERS_SEGMENT_CUE_H
#define WORKERS_SEGMENT_CUE_H

#include "proto/memory.h"
#include <stdint.h>

enum cue {
    CUE_TOC = 1 << 0,     /* 目录 */
    CUE_NOTE = 1 << 1,    /* 编者按: a note of the editors begins */
    CUE_JUMP = 1 << 2,    /* 上接第一版, 下转第三版 */
    CUE_CAPTION = 1 << 3, /* 图为…, …摄 */
    CUE_BYLINE = 1 << 4,  /* 本报记者, □ */
    CUE_REPORT = 1 << 5,  /* 本报讯: the first paragraph of a news item */
    CUE_SOURCE = 1 << 6,  /* 来源: */
    CUE_META = 1 << 7,   /* 发布时间, 浏览次数: what stands under the title of a web page */
    CUE_EDITOR = 1 << 8, /* 责任编辑 */
    CUE_NAVIGATION = 1 << 9, /* 当前位置, 登录: of a page, not of an article */
    CUE_FURNITURE = 1 << 10, /* 版权所有, ICP备: nothing else says this */
    CUE_TAIL = 1 << 11, /* 相关阅读, 上一篇: behind it the page goes on, but not the article */
    CUE_OPENING = 1 << 12,    /* 近年来, 为深入贯彻: how a first paragraph begins */
    CUE_CLOSING = 1 << 13,    /* 总之, 下一步: how a last one begins */
    CUE_ORG = 1 << 14,        /* ends as an organisation's name does */
    CUE_PAPER = 1 << 15,      /* ends as the title of a paper does: 通知, 报告, 实施方案 */
    CUE_ANNEX = 1 << 16,      /* 附件: numbering may start again */
    CUE_DISCLAIMER = 1 << 17, /* 仅供参考 */
    CUE_ABSTRACT = 1 << 18,   /* 摘要:, 关键词: */
    CUE_OFFICE = 1 << 19,     /* ends in a role: 书记, 主任 */
    CUE_COMMENT = 1 << 20,    /* 本报评论员, 短评 */
    CUE_SUBJECT = 1 << 21,    /* 位于, 成立于: says what its subject is */
    CUE_COLUMN = 1 << 22,     /* 简讯: a column of a page, with nothing else on the line */
    CUE_FROM = 1 << 23,       /* 上接第一版: what follows began elsewhere */
    CUE_SCENE = 1 << 24,      /* 正在, 航拍: what a picture shows */
    CUE_ADVERT = 1 << 25,     /* 声明作废, 邮发代号: of an advertisement, or the paper itself */
};

/* All that is found in the line, added up. A long line is looked at near its ends only. */
uint32_t cues_of(struct view line);

#endif
