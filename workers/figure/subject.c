/* subject.c: see subject.h.
 *
 * Chinese puts what is counted directly behind a classifier or, in the style of reports, before the
 * number: a classifier followed by a word counts that word, anything else belongs to what stands
 * before.
 */
#include "workers/figure/subject.h"
#include "workers/text.h"
#include <string.h>

enum { SUBJECT_CHARACTERS = 16 };

/* Words at the end of what stands before a figure that link the two and are not part of the
 * subject. */
static const char *const links[] = {
    "达到了", "达到",   "达",     "为", "是",   "有",   "共有", "共计", "共",
    "仅",     "占",     "约",     "近", "超过", "突破", "增至", "降至", "提高到",
    "提升到", "增加到", "下降到", "至", "到",   "了",   "的"};

/* Words in front of which the noun behind a classifier ends. */
static bool ends_noun(uint32_t c)
{
    static const uint32_t enders[] = U"和与及在对被把将向为以从到由并已进参";
    for (const uint32_t *e = enders; *e; e++) {
        if (*e == c) return true;
    }
    return !char_is_cjk(c);
}

static struct view subject_behind(const struct scan *s, const struct figure *f)
{
    const char *at = f->end;
    for (int n = 0; n < SUBJECT_CHARACTERS && at < s->end; n++) {
        const char *next = at;
        if (ends_noun(text_next(&next, s->end))) break;
        at = next;
    }
    return (struct view){f->end, (size_t)(at - f->end)};
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
    return without_links((struct view){at, (size_t)(f->start - at)});
}

struct view subject_of(const struct scan *s, const struct figure *f)
{
    bool counts = f->unit && f->unit->dimension == DIMENSION_COUNT;
    struct view subject = {f->end, 0};
    if (counts) subject = subject_behind(s, f);
    if (!subject.len) subject = subject_before(s, f);
    if (!subject.len && !counts) subject = subject_behind(s, f);
    return subject;
}
