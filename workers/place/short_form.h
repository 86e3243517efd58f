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

#endif
