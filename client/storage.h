/* storage.h: what is done to the files of a store, not asked of its broker.
 *
 * The client knows nothing of these files: it runs `garner-broker --data DIR OPTION [VALUE]`,
 * beside a broker that may be at work there.
 */
#ifndef CLIENT_STORAGE_H
#define CLIENT_STORAGE_H

/* Returns an exit status; what went wrong was told. option as "--check"; value may be NULL. */
int storage_run(const char *option, const char *value);

#endif
