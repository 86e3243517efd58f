/* keyring.h: the keys that a broker lets in over a network: the public files in DIR/keys.
 *
 * The folder is looked at every second; a file that came lets its key in, one that went ends its
 * sessions. The broker's own pair is there too, and made when it is missing. Whoever can write in
 * the folder decides who comes in, so it belongs to the broker's user.
 */
#ifndef BROKER_KEYRING_H
#define BROKER_KEYRING_H

#include "proto/key.h"
#include "proto/log.h"

struct keyring;

/* Reads data/keys, which is made if it is not there. NULL with *err. */
struct keyring *keyring_open(const char *data, struct err *err);
void keyring_close(struct keyring **k); /* harmless on NULL */

const struct wire_keys *keyring_own(const struct keyring *k);

/* What the key may do, 0 if it is not let in; its name, "" likewise. public_key: 40 characters. */
unsigned keyring_roles(const struct keyring *k, struct view public_key);
const char *keyring_name(const struct keyring *k, struct view public_key);

/* Whether the folder has changed and was read again. Call it once a turn. */
bool keyring_refresh(struct keyring *k, uint64_t now_ms);

/* The wire's gate, with the keyring as its context. Refusals are logged by the beginning of the
 * key, a bounded number of them. */
bool keyring_gate(void *keyring, const char *key, const char *address);

#endif
