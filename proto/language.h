/* language.h: texts for people, in the language of whoever reads them.
 *
 * A text stands in English where it arises, and is looked up when it is shown: errors by fail(),
 * help by what prints it, everything else by _(). The catalogue is proto/language/zh_CN.po, which
 * the build compiles in. libc's gettext() is not used: it needs the locale to be generated on the
 * machine, which containers and batch nodes lack, and files to be found at run time; and it changes
 * strerror(), whose words end in the ledger.
 *
 * What is stored, logged, sent to a peer or printed for scripts is never looked up, so that it does
 * not depend on who did it where.
 */
#ifndef PROTO_LANGUAGE_H
#define PROTO_LANGUAGE_H

#include <stdbool.h>

/* Chooses the language by the first of LC_ALL, LC_MESSAGES and LANG that is set (POSIX, Base
 * Definitions, 8.2): Chinese if it begins with "zh", else English. */
void language_open(void);

/* Whether texts are looked up from here on; false is English. Returns what it was before. Threads
 * share it. */
bool language_speak(bool wanted);

/* The text in the language chosen, or itself where there is no other. Static storage. */
const char *language_text(const char *text) __attribute__((format_arg(1)));
#define _(text) language_text(text)

/* Marks a text that stands in a table for the catalogue; what shows it looks it up. */
#define N_(text) text

#endif
