/* junction.c: see junction.h. */
#include "workers/segment/junction.h"
#include <string.h>

enum { SIDE = 24 }; /* bytes looked at on each side: eight characters */

void junction_free(struct junction *j)
{
    words_cut_free(&j->cut);
}

static bool is_tail(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

bool junction_in_word(struct junction *j, struct view before, struct view after)
{
    char text[2 * SIDE];
    if (!j->words || before.len == 0 || after.len == 0) return false;
    size_t left = before.len < SIDE ? before.len : SIDE;
    while (is_tail(before.at[before.len - left])) left--;
    size_t right = after.len < SIDE ? after.len : SIDE;
    while (right < after.len && is_tail(after.at[right])) right--;
    memcpy(text, before.at + before.len - left, left);
    memcpy(text + left, after.at, right);
    words_cut(j->words, (struct view){text, left + right}, &j->cut);
    for (uint32_t i = 0; i < j->cut.count; i++)
        if (j->cut.at[i].start < left && j->cut.at[i].end > left) return true;
    return false;
}
