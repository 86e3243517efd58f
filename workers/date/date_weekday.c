/* date_weekday.c: see date_weekday.h. */
#include "workers/date/date_weekday.h"
#include "workers/step.h"

int date_weekday_take(const char **at, const char *end, bool named)
{
    static const uint32_t days[] = U"一二三四五六日末天";
    const char *behind = *at;
    bool name = step_over(&behind, end, "周") || step_over(&behind, end, "星期") ||
                step_over(&behind, end, "礼拜");
    if (named && !name) return 0;
    uint32_t c = step_next(&behind, end);
    for (int i = 0; days[i]; i++) {
        if (days[i] != c) continue;
        *at = behind;
        return days[i] == U'天' ? 7 : i + 1;
    }
    return 0;
}

void date_weekday_skip(const char **at, const char *end)
{
    const char *p = *at;
    step_over_blank(&p, end);
    bool open = step_over_any(&p, end, U"(");
    int day = date_weekday_take(&p, end, true);
    if (!day || day == WEEKEND || (open && !step_over_any(&p, end, U")"))) return;
    *at = p;
}
