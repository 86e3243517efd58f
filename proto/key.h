/* key.h: a key in a file: who may talk to a broker over a network, and as what.
 *
 * A person, a machine or a broker has a pair. The private file, NAME.key, belongs to its owner
 * alone; the public one, NAME.pub, goes to whoever should know it: a broker keeps the public files
 * of all that it lets in, a file a key, in DIR/keys, with what each is allowed. A file is lines of
 * `word value`: name, public, secret (in the private one only), roles (`submit query`).
 */
#ifndef PROTO_KEY_H
#define PROTO_KEY_H

#include "proto/error.h"
#include "proto/wire.h"

#define KEY_NAME_MAX   64 /* letters, digits, '-', '_' and '.', not at the beginning */
#define KEY_PUBLIC     ".pub"
#define KEY_PRIVATE    ".key"
#define KEY_FOLDER     "keys"   /* in a broker's data directory */
#define KEY_OF_BROKER  "broker" /* its own pair there */
#define KEY_SHOWN      8        /* characters of a public key, as people are shown it */
#define KEY_ROLES_TEXT 64       /* bytes that key_roles_text() needs at most */

struct key {
    char name[KEY_NAME_MAX + 1];
    struct wire_keys pair; /* secret_key is empty if only the public half is known */
    unsigned roles;        /* enum key_role, added up */
};

/* 0, or -1 with *err that says what a name may be. */
int key_check_name(const char *name, struct err *err);

/* Reads either file. A private one that others may read is refused. -1 with *err. */
int key_read(const char *path, struct key *k, struct err *err);

/* Writes a new file, the private one (mode 0600) or the public one (0644); complete or not there at
 * all. replace: a file that is there gives way, else it is an error. -1 with *err. */
int key_write(const char *path, const struct key *k, bool private, bool replace, struct err *err);

/* The two that a peer needs to talk to a broker: its own private file and the broker's public one.
 * -1 with *err. */
int key_read_pair(const char *own, const char *broker, struct wire_keys *keys, struct err *err);

/* "submit,query" or "submit query" as bits; 0 with *err if a word is no role. */
unsigned key_roles_read(const char *text, struct err *err);
void key_roles_text(unsigned roles, char text[KEY_ROLES_TEXT]);

#endif
