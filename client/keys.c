/* keys.c: garner keys: who may talk to a broker over a network.
 *
 * Works on files alone: `new` makes a pair wherever its owner is; the others are for the broker's
 * machine, in the folder keys of its data directory, which the broker looks at every second.
 */
#include "client/command.h"
#include "proto/key.h"
#include "proto/language.h"
#include "proto/tables.h"
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct {
    const char *roles, *into;
} options = {.into = "."};

static const struct option_row keys_options[] = {
    {"roles", 'r', OPTION_STRING, &options.roles, "ROLE[,...]", NULL, 0, 0,
     "what the key may do: submit, query, work, admin"},
    {"into", 0, OPTION_STRING, &options.into, "DIR", NULL, 0, 0,
     "where `new` puts the two files (default: here)"},
};

static char *file_in(struct buf *out, const char *folder, const char *name, const char *ending)
{
    out->len = 0;
    buf_format(out, "%s/%s%s", folder, name, ending);
    return buf_string(out);
}

/* DATA/keys, made if it is not there. */
static int allowed_folder(struct buf *out, struct err *err)
{
    const char *data = common.data ? common.data : DATA_DEFAULT;
    buf_format(out, "%s/" KEY_FOLDER, data);
    if ((mkdir(data, 0777) != 0 && errno != EEXIST) ||
        (mkdir(buf_string(out), 0700) != 0 && errno != EEXIST))
        return fail_errno(err, 0, "%s", buf_string(out));
    return 0;
}

/* ---- new ---- */

static int keys_new(const char *name, struct err *err)
{
    struct buf path = {0};
    struct key k = {0};
    if (key_check_name(name, err) != 0) return -1;
    if (options.roles && (k.roles = key_roles_read(options.roles, err)) == 0) return -1;
    strcpy(k.name, name);
    wire_keys_make(&k.pair);
    int result = key_write(file_in(&path, options.into, name, KEY_PRIVATE), &k, true, false, err);
    if (result == 0 && !common.quiet) printf(_("%s\tyours alone: --key\n"), buf_string(&path));
    if (result == 0)
        result = key_write(file_in(&path, options.into, name, KEY_PUBLIC), &k, false, false, err);
    if (result == 0 && !common.quiet)
        printf(_("%s\tfor the broker: garner keys allow\n"), buf_string(&path));
    buf_free(&path);
    return result;
}

/* ---- allow, revoke ---- */

/* One name, one key: where the key or the name is known already, the new file takes its place. */
static int keys_allow(const char *file, struct err *err)
{
    struct buf folder = {0}, path = {0};
    struct key k;
    int result = key_read(file, &k, err);
    if (result == 0 && options.roles && (k.roles = key_roles_read(options.roles, err)) == 0)
        result = -1;
    if (result == 0 && k.roles == 0)
        result = fail(err, 0, "%s: what may it do? Say --roles submit,query,work,admin", file);
    if (result == 0 && strcmp(k.name, KEY_OF_BROKER) == 0)
        result = fail(err, 0, "%s: the name %s is the broker's own", file, KEY_OF_BROKER);
    if (result == 0) result = allowed_folder(&folder, err);
    if (result == 0)
        result = key_write(file_in(&path, buf_string(&folder), k.name, KEY_PUBLIC), &k, false, true,
                           err);
    buf_free(&folder);
    buf_free(&path);
    return result;
}

static int keys_revoke(const char *name, struct err *err)
{
    struct buf folder = {0}, path = {0};
    int result = key_check_name(name, err);
    if (result == 0 && strcmp(name, KEY_OF_BROKER) == 0)
        result = fail(err, 0, "%s is the broker's own key", name);
    if (result == 0) result = allowed_folder(&folder, err);
    if (result == 0 && unlink(file_in(&path, buf_string(&folder), name, KEY_PUBLIC)) != 0)
        result = errno == ENOENT ? fail(err, 0, "%s is not allowed here anyway", name)
                                 : fail_errno(err, 0, "%s", buf_string(&path));
    buf_free(&folder);
    buf_free(&path);
    return result;
}

/* ---- list ---- */

static const struct table_column columns[] = {{.name = "name"}, {.name = "key"}, {.name = "roles"}};

static bool ends_in(const char *name, const char *ending)
{
    size_t len = strlen(name), tail = strlen(ending);
    return len > tail && strcmp(name + len - tail, ending) == 0;
}

static void list_file(struct table *t, const char *path)
{
    char roles[KEY_ROLES_TEXT];
    struct key k;
    struct err err;
    if (key_read(path, &k, &err) != 0) {
        trouble(&err);
        return;
    }
    const char *own =
        output_form() == TABLE_PEOPLE ? _("(the broker's own)") : "(the broker's own)";
    key_roles_text(k.roles, roles);
    table_text(t, view_of(k.name));
    table_text(t, view_of(k.pair.public_key));
    table_text(t, view_of(strcmp(k.name, KEY_OF_BROKER) == 0 ? own : roles));
}

static int keys_list(const char *unused, struct err *err)
{
    struct buf folder = {0}, path = {0};
    struct dirent **names;
    if (allowed_folder(&folder, err) != 0) return -1;
    int count = scandir(buf_string(&folder), &names, NULL, alphasort);
    int result = count < 0 ? fail_errno(err, 0, "%s", buf_string(&folder)) : 0;
    struct table *t = table_new(stdout, output_form(), columns, sizeof columns / sizeof *columns);
    for (int i = 0; i < count; i++) {
        if (ends_in(names[i]->d_name, KEY_PUBLIC))
            list_file(t, file_in(&path, buf_string(&folder), names[i]->d_name, ""));
        free(names[i]);
    }
    if (count >= 0) free(names);
    table_end(&t);
    buf_free(&folder);
    buf_free(&path);
    return result;
}

/* ---- The command ---- */

static const struct {
    const char *name;
    size_t operands;
    int (*run)(const char *operand, struct err *err);
} actions[] = {
#define X(name, operands, ...) {#name, operands, keys_##name},
    KEY_ACTIONS(X)
#undef X
};

static int keys_run(char **operands, size_t count)
{
    struct err err;
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
        if (strcmp(actions[i].name, operands[0]) != 0) continue;
        if (count - 1 != actions[i].operands) {
            fail(&err, 0, "keys %s takes %s", operands[0],
                 actions[i].operands ? _("one name or file") : _("nothing more"));
            return trouble(&err);
        }
        return actions[i].run(operands[1], &err) == 0 ? FOUND : trouble(&err);
    }
    fail(&err, 0, "keys %s: there are new, allow, revoke and list", operands[0]);
    return trouble(&err);
}

const struct command keys_command = {
    .name = "keys",
    .operands = "ACTION [NAME|FILE]",
    .least = 1,
    .most = 2,
    .text = "who may talk to a broker over a network",
    .details =
        "Over a network everything is encrypted, and a broker lets in only keys that it knows.\n"
        "  garner keys new anna                       on Anna's machine: anna.key, anna.pub\n"
        "  garner -d DIR keys allow anna.pub --roles submit,query      on the broker's\n"
        "  garner -b tcp://host:7717 --key anna.key --broker-key broker.pub status\n"
        "The broker's own public key is DIR/keys/broker.pub. A key that is revoked is shut out\n"
        "within a second.",
    .options = keys_options,
    .option_count = sizeof keys_options / sizeof *keys_options,
    .run = keys_run,
};
