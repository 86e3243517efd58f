/* subject.c: see subject.h.
 *
 * Chinese puts what is counted directly behind a classifier or, in the style of reports, before the
 * number: a classifier followed by a word counts that word, anything else belongs to what stands
 * before.
 */
#include "workers/figure/subject.h"
#include "workers/step.h"
#include <string.h>

enum { SUBJECT_CHARACTERS = 16 };

/* Words at the end of what stands before a figure that link the two and are not part of the
 * subject; longer ones first. */
static const char *const links[] = {
    "达到了", "提高到", "提升到", "增加到", "下降到", "达到", "共有", "共计", "超过", "突破",
    "增至",   "降至",   "已有",   "占",     "达",     "为",   "是",   "有",   "共",   "仅",
    "约",     "近",     "至",     "到",     "了",     "的",   "已",   "每"};

/* Characters in front of which the noun behind a figure ends: conjunctions, prepositions, and the
 * first of verbs that often follow it. */
static bool ends_noun(uint32_t c)
{
    return !char_is_cjk(c) || char_among(c, U"和与及在对被把将向为以从到由并已进参占达");
}

static struct view subject_behind(const struct scan *s, const char *start)
{
    const char *at = start;
    for (int n = 0; n < SUBJECT_CHARACTERS && at < s->end; n++) {
        const char *next = at;
        if (ends_noun(text_next(&next, s->end))) break;
        at = next;
    }
    return (struct view){start, (size_t)(at - start)};
}

/* Takes words that only link the subject with the figure off its end. */
static struct view without_links(struct view v)
{
    for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
        size_t length = strlen(links[i]);
        if (v.len < length || memcmp(v.at + v.len - length, links[i], length) != 0) continue;
        v.len -= length;
        i = (size_t)-1; /* and look again */
    }
    return v;
}

static struct view subject_before(const struct scan *s, const struct figure *f)
{
    const char *at = f->start;
    for (int n = 0; n < SUBJECT_CHARACTERS && at > s->floor; n++) {
        const char *previous = at;
        uint32_t c = text_before(&previous, s->floor);
        if (!char_is_cjk(c) && !char_is_letter(c)) break;
        at = previous;
    }
    if (at == s->floor) step_over(&at, f->start, "的"); /* of what the record before was about */
    return without_links((struct view){at, (size_t)(f->start - at)});
}

struct view subject_of(const struct scan *s, const struct figure *f)
{
    bool counts = f->unit && f->unit->dimension == DIMENSION_COUNT;
    const char *behind = f->end;
    bool owned = step_over(&behind, s->end, "的"); /* 5000元的工作经费 */
    struct view subject = {f->end, 0};
    if (counts || owned) subject = subject_behind(s, behind);
    if (!subject.len) subject = subject_before(s, f);
    if (!subject.len && !counts) subject = subject_behind(s, behind);
    return subject;
}
