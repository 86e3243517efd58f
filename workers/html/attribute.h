/* attribute.h: what the attributes of an element say of it.
 *
 * Attributes are a list of names and values as the parser gives it: name, value, …, NULL; a value
 * may be NULL, and so may the list.
 */
#ifndef WORKERS_HTML_ATTRIBUTE_H
#define WORKERS_HTML_ATTRIBUTE_H

#include <stdbool.h>
#include <stdint.h>

/* The value of the first attribute of this name; NULL if there is none. */
const char *attribute_find(const char **attributes, const char *name);

/* hidden and display:none hide; visibility does not, for some pages show their text only when all
 * is there. */
bool attribute_hides(const char **attributes);

/* The hints (hint.h) of class, id and role, of microdata, and of being hidden. */
uint32_t attribute_hints(const char **attributes);

/* A number that is the same for elements made alike: of this name, and with the same first word of
 * their class but for its digits. */
uint32_t attribute_alike(const char *name, const char **attributes);

#endif
