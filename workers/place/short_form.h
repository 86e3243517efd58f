/* short_form.h: how areas are called for short: 贵阳 of 贵阳市, 黔东南 and 黔东南州 of
 * 黔东南苗族侗族自治州, 花果园 of 花果园街道. */
#ifndef WORKERS_PLACE_SHORT_FORM_H
#define WORKERS_PLACE_SHORT_FORM_H

#include "workers/place/gazetteer.h"

enum { SHORT_FORMS = 3, SHORT_FORM_BYTES = 64 };

/* Writes the short forms of a full name, each ended by a NUL. How many there are; a name of one
 * character is none. */
unsigned short_forms(struct view name, enum area_level level,
                     char forms[SHORT_FORMS][SHORT_FORM_BYTES]);

/* Is it no name, but says what kind of thing it is: 工业园区, 经济开发区? Some towns of the
 * statistics are called so. */
bool name_is_kind_only(struct view name);

#endif
