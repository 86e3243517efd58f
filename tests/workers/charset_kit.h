/* charset_kit.h: texts in three scripts, and what they are in other charsets. */
#ifndef TESTS_WORKERS_CHARSET_KIT_H
#define TESTS_WORKERS_CHARSET_KIT_H

#include "proto/memory.h"
#include "tests/test.h"

/* UTF-8. */
extern const char charset_simplified[], charset_traditional[], charset_western[];

/* From UTF-8 to a charset that iconv(3) knows; free what it returns. */
struct buf charset_encoded(const char *text, const char *charset);

#endif
