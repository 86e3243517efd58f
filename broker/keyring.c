/* keyring.c: see keyring.h. */
#include "broker/keyring.h"
#include "proto/memory.h"
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LOOK_MS = 1000, KEYS_MOST = 65536 };

struct keyring {
    struct buf folder;
    struct key own;
    struct key *at; /* by public key */
    size_t count, room;
    struct timespec changed; /* of the folder, when it was read */
    uint64_t looked_ms;
    struct log_gate refusals;
};

static char *path_of(const struct keyring *k, struct buf *out, const char *name, const char *ending)
{
    out->len = 0;
    buf_format(out, "%.*s/%s%s", (int)k->folder.len, k->folder.at, name, ending);
    return buf_string(out);
}

/* ---- The broker's own pair ---- */

static int make_own(struct keyring *k, const char *private, const char *public, struct err *err)
{
    strcpy(k->own.name, KEY_OF_BROKER);
    wire_keys_make(&k->own.pair);
    if (key_write(private, &k->own, true, false, err) != 0) return -1;
    log_line(LOG_INFO, "made the broker's key; %s is what its peers need", public);
    return 0;
}

/* The public file is written again each time: it may be lost or from another key. */
static int open_own(struct keyring *k, struct err *err)
{
    struct buf private = {0}, public = {0};
    path_of(k, &private, KEY_OF_BROKER, KEY_PRIVATE);
    path_of(k, &public, KEY_OF_BROKER, KEY_PUBLIC);
    int result = access(private.at, F_OK) == 0 ? key_read(private.at, &k->own, err)
                                               : make_own(k, private.at, public.at, err);
    if (result == 0 && !k->own.pair.secret_key[0])
        result = fail(err, 0, "%s: it has no secret key", private.at);
    if (result == 0) result = key_write(public.at, &k->own, false, true, err);
    buf_free(&private);
    buf_free(&public);
    return result;
}

/* ---- Those that are let in ---- */

static int by_key(const void *a, const void *b)
{
    const struct key *x = a, *y = b;
    return strcmp(x->pair.public_key, y->pair.public_key);
}

static bool is_public_file(const char *name)
{
    size_t len = strlen(name), ending = strlen(KEY_PUBLIC);
    return len > ending && strcmp(name + len - ending, KEY_PUBLIC) == 0 &&
           strcmp(name, KEY_OF_BROKER KEY_PUBLIC) != 0;
}

/* A file that is none costs only its own key. */
static void add_file(struct keyring *k, const char *name)
{
    struct buf path = {0};
    struct key key;
    struct err err;
    if (key_read(path_of(k, &path, name, ""), &key, &err) != 0) {
        log_line(LOG_WARN, "%s", err.text);
    } else if (key.roles == 0) {
        log_line(LOG_WARN, "%s: it says no roles, and is not let in", path.at);
    } else if (k->count < KEYS_MOST) {
        if (k->count == k->room) {
            k->room = k->room ? 2 * k->room : 16;
            k->at = xrealloc(k->at, k->room * sizeof *k->at);
        }
        k->at[k->count++] = key;
    }
    buf_free(&path);
}

static int read_folder(struct keyring *k, struct err *err)
{
    struct stat st;
    const char *folder = buf_string(&k->folder);
    DIR *d = opendir(folder);
    if (!d || fstat(dirfd(d), &st) != 0) {
        int result = fail_errno(err, 0, "%s", folder);
        if (d) closedir(d);
        return result;
    }
    k->count = 0;
    for (struct dirent *e; (e = readdir(d));)
        if (is_public_file(e->d_name)) add_file(k, e->d_name);
    closedir(d);
    if (k->count) qsort(k->at, k->count, sizeof *k->at, by_key);
    k->changed = st.st_mtim;
    return 0;
}

bool keyring_refresh(struct keyring *k, uint64_t now_ms)
{
    struct stat st;
    struct err err;
    if (now_ms - k->looked_ms < LOOK_MS) return false;
    k->looked_ms = now_ms;
    if (stat(buf_string(&k->folder), &st) == 0 && st.st_mtim.tv_sec == k->changed.tv_sec &&
        st.st_mtim.tv_nsec == k->changed.tv_nsec)
        return false;
    if (read_folder(k, &err) != 0) {
        k->count = 0; /* nobody's key can be found any more */
        log_limited(&k->refusals, LOG_ERROR, "%s: nobody is let in", err.text);
    }
    return true;
}

struct keyring *keyring_open(const char *data, struct err *err)
{
    struct keyring *k = xcalloc(1, sizeof *k);
    buf_format(&k->folder, "%s/" KEY_FOLDER, data);
    if (mkdir(buf_string(&k->folder), 0700) != 0 && errno != EEXIST)
        fail_errno(err, 0, "%s", buf_string(&k->folder));
    else if (open_own(k, err) == 0 && read_folder(k, err) == 0)
        return k;
    keyring_close(&k);
    return NULL;
}

void keyring_close(struct keyring **k)
{
    if (!*k) return;
    buf_free(&(*k)->folder);
    free((*k)->at);
    free(*k);
    *k = NULL;
}

const struct wire_keys *keyring_own(const struct keyring *k)
{
    return &k->own.pair;
}

static const struct key *find(const struct keyring *k, struct view public_key)
{
    struct key wanted = {0};
    if (public_key.len != WIRE_KEY_LEN || k->count == 0) return NULL;
    memcpy(wanted.pair.public_key, public_key.at, WIRE_KEY_LEN);
    return bsearch(&wanted, k->at, k->count, sizeof *k->at, by_key);
}

unsigned keyring_roles(const struct keyring *k, struct view public_key)
{
    const struct key *key = find(k, public_key);
    return key ? key->roles : 0;
}

const char *keyring_name(const struct keyring *k, struct view public_key)
{
    const struct key *key = find(k, public_key);
    return key ? key->name : "";
}

bool keyring_gate(void *keyring, const char *key, const char *address)
{
    struct keyring *k = keyring;
    if (find(k, view_of(key))) return true;
    log_limited(&k->refusals, LOG_WARN, "the key %.*s… from %s is not let in", KEY_SHOWN, key,
                address);
    return false;
}
