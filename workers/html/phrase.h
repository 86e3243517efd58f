/* phrase.h: lines that belong to a page, not to its text, by how they begin: phrase.def. */
#ifndef WORKERS_HTML_PHRASE_H
#define WORKERS_HTML_PHRASE_H

#include "proto/memory.h"

enum phrase {
    PHRASE_NONE,
    PHRASE_LINE,    /* a short line that begins so is no text */
    PHRASE_WHOLE,   /* a line that is nothing else */
    PHRASE_TAIL,    /* what follows is no text either, if it is little */
    PHRASE_INSIDE,  /* a short line that has it anywhere is no text */
    PHRASE_KEEP,    /* is text, also as a link: what is attached */
    PHRASE_FORUM,   /* stands at posts of forums, and is no text */
    PHRASE_CAPTION, /* of a picture */
    PHRASE_BYLINE   /* author, date, source: read before it goes out (describe.h) */
};

/* Of a line without blanks at its ends; Latin letters in any case. */
enum phrase phrase_of(struct view line);

#endif
