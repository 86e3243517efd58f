/* attribute.c: see attribute.h. */
#include "workers/html/attribute.h"
#include "workers/html/hint.h"
#include <string.h>
#include <strings.h>

const char *attribute_find(const char **attributes, const char *name)
{
    for (const char **a = attributes; a && a[0]; a += 2)
        if (a[1] && strcmp(a[0], name) == 0) return a[1];
    return NULL;
}

bool attribute_hides(const char **attributes)
{
    const char *style = attribute_find(attributes, "style");
    const char *display = style ? strcasestr(style, "display") : NULL;
    for (const char **a = attributes; a && a[0]; a += 2)
        if (strcmp(a[0], "hidden") == 0) return true;
    if (!display) return false;
    for (display += strlen("display"); *display == ' ' || *display == ':';) display++;
    return strncasecmp(display, "none", 4) == 0;
}

enum { SAYS_MOST = 5 };
static const struct said { /* what an attribute says of an element */
    const char *attribute;
    struct {
        const char *value;
        uint32_t hint;
    } says[SAYS_MOST];
} saids[] = {{"itemprop",
              {{"articleBody", HINT_BODY},
               {"author", HINT_AUTHOR},
               {"datePublished", HINT_DATE},
               {"headline", HINT_TITLE},
               {"text", HINT_BODY}}},
             {"role",
              {{"navigation", HINT_NAV},
               {"contentinfo", HINT_FOOT},
               {"complementary", HINT_SIDE},
               {"dialog", HINT_NOTICE}}},
             {"rel", {{"author", HINT_AUTHOR}, {"tag", HINT_NAV}}}};

uint32_t attribute_hints(const char **attributes)
{
    const char *class = attribute_find(attributes, "class"), *id = attribute_find(attributes, "id");
    uint32_t hints = attribute_hides(attributes) ? HINT_HIDDEN : 0;
    if (class) hints |= hint_of(class);
    if (id) hints |= hint_of(id);
    for (size_t i = 0; i < sizeof saids / sizeof *saids; i++) {
        const char *value = attribute_find(attributes, saids[i].attribute);
        for (int k = 0; value && k < SAYS_MOST && saids[i].says[k].value; k++)
            if (strcasecmp(value, saids[i].says[k].value) == 0) hints |= saids[i].says[k].hint;
    }
    return hints;
}

/* FNV-1a. */
uint32_t attribute_alike(const char *name, const char **attributes)
{
    uint32_t hash = 2166136261u;
    const char *class = attribute_find(attributes, "class");
    for (; *name; name++) hash = (hash ^ (unsigned char)*name) * 16777619u;
    for (; class && *class && *class != ' '; class ++)
        if (*class < '0' || *class > '9') hash = (hash ^ (unsigned char)*class) * 16777619u;
    return hash;
}
