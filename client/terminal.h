/* terminal.h: what a stream can show: colours, a width, and keys pressed.
 *
 * Colours only on a terminal that knows them, and not if NO_COLOR is set (https://no-color.org).
 */
#ifndef CLIENT_TERMINAL_H
#define CLIENT_TERMINAL_H

#include <stdbool.h>
#include <stdio.h>

struct style {
    const char *bold, *dim, *red, *green, *yellow, *blue, *off;
};

/* The escape sequences for a stream, or empty strings. */
const struct style *terminal_style(FILE *stream);

bool terminal_is(FILE *stream);

/* Standard output, a terminal, is about to go to a pager, and still counts as that terminal. */
void terminal_keep(void);

/* Its size; 80 by 24 if it does not say. */
unsigned terminal_columns(FILE *stream);
unsigned terminal_rows(FILE *stream);

/* Lets standard input give keys one by one, unseen, until terminal_end_keys() or the program ends.
 * Returns its descriptor, or -1 if it is no terminal. */
int terminal_begin_keys(void);
void terminal_end_keys(void);

/* A key that was pressed, 0 if none. */
char terminal_key(void);

#endif
