/* key.c: see key.h. */
#include "proto/key.h"
#include "proto/memory.h"
#include "proto/tables.h"
#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINE_MOST = 256, LINES_MOST = 64 };

int key_check_name(const char *name, struct err *err)
{
    size_t len = strlen(name);
    bool good = len > 0 && len <= KEY_NAME_MAX && name[0] != '.';
    for (size_t i = 0; good && i < len; i++)
        good = isalnum((unsigned char)name[i]) || strchr("-_.", name[i]);
    if (good) return 0;
    return fail(err, 0, "%s: a key's name is letters, digits, '-', '_' and '.', at most %d of them",
                name, KEY_NAME_MAX);
}

/* ---- Roles ---- */

static const struct {
    unsigned bit;
    const char *name;
} roles[] = {
#define X(bit, NAME, name, ...) {bit, name},
    KEY_ROLES(X)
#undef X
};
enum { ROLES = sizeof roles / sizeof *roles };

static unsigned role_bit(const char *name, size_t len)
{
    for (int i = 0; i < ROLES; i++)
        if (strlen(roles[i].name) == len && memcmp(roles[i].name, name, len) == 0)
            return roles[i].bit;
    return 0;
}

unsigned key_roles_read(const char *text, struct err *err)
{
    unsigned all = 0;
    for (const char *at = text; *at;) {
        size_t len = strcspn(at, ", ");
        unsigned bit = role_bit(at, len);
        if (len > 0 && bit == 0) {
            fail(err, 0, "%.*s is no role; there are submit, query, work and admin", (int)len, at);
            return 0;
        }
        all |= bit;
        at += len + (at[len] != '\0');
    }
    if (all == 0) fail(err, 0, "no role; there are submit, query, work and admin");
    return all;
}

void key_roles_text(unsigned bits, char text[KEY_ROLES_TEXT])
{
    text[0] = '\0';
    for (int i = 0; i < ROLES; i++)
        if (bits & roles[i].bit) {
            if (text[0]) strcat(text, " ");
            strcat(text, roles[i].name);
        }
}

/* ---- Reading ---- */

static int take_key(char *out, const char *value, const char *path, struct err *err)
{
    if (!wire_key_is_valid(value)) return fail(err, 0, "%s: a key in it is damaged", path);
    memcpy(out, value, WIRE_KEY_LEN + 1);
    return 0;
}

static int take_line(struct key *k, char *line, const char *path, struct err *err)
{
    char *value = line + strcspn(line, " ");
    line[strcspn(line, "\r\n")] = '\0';
    if (line[0] == '\0' || line[0] == '#') return 0;
    if (*value) *value++ = '\0';
    if (strcmp(line, "public") == 0) return take_key(k->pair.public_key, value, path, err);
    if (strcmp(line, "secret") == 0) return take_key(k->pair.secret_key, value, path, err);
    if (strcmp(line, "roles") == 0) return (k->roles = key_roles_read(value, err)) ? 0 : -1;
    if (strcmp(line, "name") != 0) return fail(err, 0, "%s: no key file: \"%s\"", path, line);
    if (key_check_name(value, err) != 0) return -1;
    strcpy(k->name, value);
    return 0;
}

static int read_lines(FILE *f, const char *path, struct key *k, struct err *err)
{
    char line[LINE_MOST];
    for (int count = 0; fgets(line, sizeof line, f); count++) {
        if (count == LINES_MOST || (!strchr(line, '\n') && !feof(f)))
            return fail(err, 0, "%s: no key file", path);
        if (take_line(k, line, path, err) != 0) return -1;
    }
    if (ferror(f)) return fail_errno(err, 0, "%s", path);
    if (!k->name[0] || !k->pair.public_key[0]) return fail(err, 0, "%s: no key file", path);
    return 0;
}

/* A secret that others may read is none any more. */
static int check_private(FILE *f, const char *path, const struct key *k, struct err *err)
{
    struct stat st;
    if (!k->pair.secret_key[0]) return 0;
    if (fstat(fileno(f), &st) != 0) return fail_errno(err, 0, "%s", path);
    if ((st.st_mode & 077) == 0) return 0;
    return fail(err, 0, "%s: others may read this private key; chmod 600, or make a new one", path);
}

int key_read(const char *path, struct key *k, struct err *err)
{
    FILE *f = fopen(path, "re");
    *k = (struct key){0};
    if (!f) return fail_errno(err, 0, "%s", path);
    int result = read_lines(f, path, k, err);
    if (result == 0) result = check_private(f, path, k, err);
    fclose(f);
    return result;
}

int key_read_pair(const char *own, const char *broker, struct wire_keys *keys, struct err *err)
{
    struct key mine, theirs;
    if (key_read(own, &mine, err) != 0 || key_read(broker, &theirs, err) != 0) return -1;
    if (!mine.pair.secret_key[0])
        return fail(err, 0, "%s: it has only the public half; the private file is wanted", own);
    *keys = mine.pair;
    memcpy(keys->server_key, theirs.pair.public_key, sizeof keys->server_key);
    return 0;
}

/* ---- Writing ---- */

static void print_key(FILE *f, const struct key *k, bool private)
{
    char text[KEY_ROLES_TEXT];
    if (private) fprintf(f, "# The private key of %s: nobody else should ever see it.\n", k->name);
    fprintf(f, "name %s\npublic %s\n", k->name, k->pair.public_key);
    if (private) fprintf(f, "secret %s\n", k->pair.secret_key);
    key_roles_text(k->roles, text);
    if (k->roles) fprintf(f, "roles %s\n", text);
}

/* Gives the file its name. link() refuses where one is there already. */
static int settle(const char *young, const char *path, bool replace, struct err *err)
{
    int rc = replace ? rename(young, path) : link(young, path);
    if (rc != 0) fail_errno(err, 0, "%s", path);
    if (rc != 0 || !replace) unlink(young);
    return rc;
}

int key_write(const char *path, const struct key *k, bool private, bool replace, struct err *err)
{
    struct buf young = {0};
    buf_format(&young, "%s.%d.new", path, (int)getpid());
    unlink(buf_string(&young));
    mode_t mode = private ? 0600 : 0644; /* a public key is public, whatever the umask */
    int fd = open(buf_string(&young), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    FILE *f = fd < 0 || fchmod(fd, mode) != 0 ? NULL : fdopen(fd, "w");
    int result = f ? 0 : fail_errno(err, 0, "%s", path);
    if (f) {
        print_key(f, k, private);
        bool written = fflush(f) == 0 && fsync(fd) == 0;
        if (fclose(f) != 0 || !written) result = fail_errno(err, 0, "%s", path);
    } else if (fd >= 0) {
        close(fd);
    }
    if (result == 0)
        result = settle(buf_string(&young), path, replace, err);
    else
        unlink(buf_string(&young));
    buf_free(&young);
    return result;
}
