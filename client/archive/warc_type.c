/* warc_type.c: see warc_type.h. */
#include "client/archive/warc_type.h"
#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Beginnings of media types (IANA's registry, and names from before it). */
static const char *const no_text[] = {
    "image/",
    "audio/",
    "video/",
    "font/",
    "application/font",
    "application/x-font",
    "application/vnd.ms-fontobject",
    "text/css",
    "text/javascript",
    "application/javascript",
    "application/x-javascript",
    "application/ecmascript",
    "application/x-shockwave-flash",
    "application/wasm",
};

static bool is_markup(struct view content)
{
    size_t at = 0;
    while (at < content.len && isspace((unsigned char)content.at[at])) at++;
    return at + 1 < content.len && content.at[at] == '<' &&
           (isalpha((unsigned char)content.at[at + 1]) || content.at[at + 1] == '!');
}

bool warc_type_is_text(struct view declared, struct view content)
{
    bool svg = declared.len >= 9 && strncasecmp(declared.at, "image/svg", 9) == 0;
    for (size_t i = 0; i < sizeof no_text / sizeof *no_text; i++) {
        size_t len = strlen(no_text[i]);
        if (declared.len >= len && strncasecmp(declared.at, no_text[i], len) == 0)
            return !svg && is_markup(content);
    }
    return true;
}
