/* status.h: `garner status`, and what `garner` alone says. */
#ifndef CLIENT_STATUS_H
#define CLIENT_STATUS_H

/* The state of the data directory and what to do next, or how to begin. An exit status. */
int status_overview(void);

#endif
