/* titled.c: see titled.h. */
#include "workers/initiative/titled.h"
#include "workers/step.h"

enum { TITLE_BYTES = 300, NAME_LEAST = 6, NAME_MOST = 24 };

/* Behind a name in a title there is what kind of paper it is; a programme may be its own. */
static bool is_paper(const struct head *head, const char *at, const char *end)
{
    static const char *const papers[] = {
        "实施", "工作方案", "方案", "考核",     "绩效",   "资金",     "管理", "评价", "考评办法",
        "办法", "意见",     "细则", "工作要点", "的通知", "总体方案", "指引", "指南", "手册"};
    for (size_t i = 0; i < sizeof papers / sizeof *papers; i++) {
        if (step_over(&at, end, papers[i])) return true;
    }
    return at == end && head->type == TYPE_PROGRAMME;
}

/* Behind 关于开展 and the like; the text as it is if there is none. */
static const char *skip_introduction(const char *at, const char *end)
{
    const char *begin, *start = at;
    if (!step_over(&at, end, "关于")) return start;
    start = at;
    for (int n = 0; n < 8 && at < end; n++) {
        text_next(&at, end);
        const struct cue *cue = cue_before(start, at, &begin);
        if (cue && cue->use != CUE_STANDS) start = at;
    }
    return start;
}

static void read_name(struct passage *r, const char *start, const char *end)
{
    const char *behind, *at = start = skip_introduction(start, end);
    while (at < end) {
        const struct head *h = head_at(at, end, &behind);
        struct view name = {start, h ? (size_t)(behind - start) : 0};
        if (char_is_mark(text_next(&at, end))) return;
        if (!h || h->part != HEAD_NAMES || !is_paper(h, behind, end)) continue;
        size_t characters = text_length(name);
        if (characters < NAME_LEAST || characters > NAME_MOST) return;
        mention_add(r->d->arena, r->mentions,
                    (struct mention){.article = r->article,
                                     .text = name,
                                     .core = name,
                                     .name = name,
                                     .rule = RULE_INITIATIVE_AGAIN,
                                     .type = h->type,
                                     .sure = true,
                                     .silent = true,
                                     .distinct = true});
        return;
    }
}

const char *titled_read(struct passage *r, const char *at)
{
    const char *limit = r->end - at > TITLE_BYTES ? at + TITLE_BYTES : r->end;
    text_next(&at, r->end);
    for (const char *p = at; p < limit;) {
        const char *here = p;
        if (text_next(&p, r->end) != U'》') continue;
        read_name(r, at, here);
        return r->floor = p;
    }
    return r->floor = at;
}
