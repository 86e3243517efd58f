/* date_review.c: see date_review.h. */
#include "workers/date/date_review.h"
#include "proto/numeral.h"
#include "workers/date/calendar.h"
#include "workers/lexicon.h"
#include "workers/step.h"
#include <threads.h>

/* Papers on a year that is over. 工作报告 is none: it looks back and ahead. */
static const char *const papers[] = {"公报",     "总结",     "年报",     "年度报告",
                                     "决算",     "述职报告", "完成情况", "运行情况",
                                     "执行情况", "工作情况", "统计数据", "工作回顾"};
static struct lexicon paper_lexicon;
static once_flag prepared = ONCE_FLAG_INIT;

static void prepare(void)
{
    LEXICON_MAKE(&paper_lexicon, papers, LEXICON_BEGINS);
}

static bool is_review(struct view title)
{
    const char *end = title.at + title.len, *behind;
    call_once(&prepared, prepare);
    for (const char *at = title.at; at < end; text_next(&at, end))
        if (lexicon_at(&paper_lexicon, at, end, &behind) >= 0) return true;
    return false;
}

/* The year 2016年 or 二〇一六年 at *at; *at moves behind it. YEAR_UNKNOWN, one character further,
 * if none begins there. */
static int16_t year_at(const char **at, const char *end)
{
    struct numeral n;
    if (numeral_begins(step_peek(*at, end)) && numeral_read(*at, end, &n)) {
        *at = n.end;
        if (n.digits != 4 || n.powers || !step_over(at, end, "年")) return YEAR_UNKNOWN;
        return (int16_t)decimal_whole(n.value, 9999);
    }
    text_next(at, end);
    return YEAR_UNKNOWN;
}

int16_t date_review_year(struct view title)
{
    int16_t found = YEAR_UNKNOWN;
    const char *at = title.at, *end = title.at + title.len;
    if (!is_review(title)) return YEAR_UNKNOWN;
    while (at < end) {
        int16_t year = year_at(&at, end);
        if (year == YEAR_UNKNOWN) continue;
        if (found != YEAR_UNKNOWN && found != year) return YEAR_UNKNOWN;
        found = year;
    }
    return found;
}
