/* error.c: see error.h. */
#include "proto/error.h"
#include "proto/language.h"
#include "proto/utf8.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* What was refused is quoted in the text and may be anything. A character cut in two at the end
 * goes. */
static void make_one_line(char *text, bool cut)
{
    size_t len = strlen(text), last = len;
    while (cut && len - last < 4 && (text[--last] & 0xc0) == 0x80) continue;
    if (last < len && utf8_char((struct view){text + last, len - last}) == 0)
        text[len = last] = '\0';
    utf8_tame(text, len);
}

static int fill(struct err *err, int code, const char *reason, const char *format, va_list args)
{
    if (!err) return -1;
    err->code = code;
    size_t room = sizeof err->text;
    int len = vsnprintf(err->text, room, _(format), args);
    if (reason && len >= 0 && (size_t)len < room)
        len += snprintf(err->text + len, room - (size_t)len, ": %s", reason);
    make_one_line(err->text, len >= (int)room);
    return -1;
}

int fail(struct err *err, int code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fill(err, code, NULL, format, args);
    va_end(args);
    return -1;
}

int fail_errno(struct err *err, int code, const char *format, ...)
{
    const char *reason = _(strerror(errno));
    va_list args;
    va_start(args, format);
    fill(err, code, reason, format, args);
    va_end(args);
    return -1;
}
