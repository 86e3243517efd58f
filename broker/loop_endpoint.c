/* loop_endpoint.c: where the broker listens, and how clients of its data directory find it. */
#include "broker/loop_parts.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

static void tell(const struct loop *l)
{
    log_line(LOG_INFO, "listening on %s", wire_endpoint(l->router));
}

/* A Unix socket in the data directory; an abstract one, named after the store, where its path would
 * be too long for one. */
static void private_endpoint(const struct loop *l, const char *dir, char *out, size_t room)
{
    struct sockaddr_un address;
    char id[2 * STORE_ID_LEN + 1];
    int len = snprintf(out, room, "ipc://%s/broker.ipc", dir);
    if ((size_t)len - strlen("ipc://") < sizeof address.sun_path) return;
    hex_encode(store_id(l->store), STORE_ID_LEN, id);
    snprintf(out, room, "ipc://@garner-%s", id);
}

/* Complete or not there at all, whenever somebody looks. */
static int write_file(const char *path, const char *text, struct err *err)
{
    char young[PATH_MAX + 8];
    snprintf(young, sizeof young, "%s.new", path);
    FILE *f = fopen(young, "w");
    if (!f) return fail_errno(err, 0, "cannot write %s", young);
    fprintf(f, "%s\n", text);
    if (fclose(f) != 0 || rename(young, path) != 0)
        return fail_errno(err, 0, "cannot write %s", path);
    return 0;
}

static int open_private(struct loop *l, struct err *err)
{
    char endpoint[PATH_MAX + 16], *dir = realpath(l->options->data, NULL);
    if (!dir) return fail_errno(err, 0, "cannot find %s", l->options->data);
    private_endpoint(l, dir, endpoint, sizeof endpoint);
    int len = snprintf(l->endpoint_file, sizeof l->endpoint_file, "%s/endpoint", dir);
    free(dir);
    if ((size_t)len >= sizeof l->endpoint_file)
        return fail(err, 0, "the path of the data directory is too long");
    if (wire_bind(l->router, endpoint, err) != 0) return -1;
    if (write_file(l->endpoint_file, endpoint, err) != 0) return -1;
    tell(l);
    return 0;
}

static bool is_network(const char *endpoint)
{
    return strncmp(endpoint, "ipc://", strlen("ipc://")) != 0;
}

/* The endpoints of the option that are of a network, or those that are not. */
static int open_listed(struct loop *l, bool network, struct err *err)
{
    char *list = strdup(l->options->listen ? l->options->listen : ""), *rest = list;
    int rc = list ? 0 : fail_errno(err, 0, "cannot copy the endpoints");
    for (char *endpoint; rc == 0 && (endpoint = strsep(&rest, ","));) {
        if (!*endpoint || is_network(endpoint) != network) continue;
        rc = wire_bind(l->router, endpoint, err);
        if (rc == 0) tell(l);
    }
    free(list);
    return rc;
}

/* What is bound from here on is for those that the keyring knows. */
static int ask_for_keys(struct loop *l, struct err *err)
{
    if (l->options->insecure) {
        log_line(LOG_WARN,
                 "insecure: whoever reaches this broker over the network may read, change "
                 "and stop all, and everything travels in the clear");
        return 0;
    }
    l->keyring = keyring_open(l->options->data, err);
    if (!l->keyring) return -1;
    wire_secure(l->router, keyring_own(l->keyring), keyring_gate, l->keyring);
    return 0;
}

static bool listens_to_network(const struct loop *l)
{
    const char *list = l->options->listen ? l->options->listen : "";
    for (; *list; list += strcspn(list, ",") + (list[strcspn(list, ",")] == ','))
        if (*list != ',' && is_network(list)) return true;
    return false;
}

int endpoint_open(struct loop *l, struct err *err)
{
    l->router = wire_router();
    if (open_private(l, err) != 0 || open_listed(l, false, err) != 0) return -1;
    if (!listens_to_network(l)) return 0;
    return ask_for_keys(l, err) != 0 ? -1 : open_listed(l, true, err);
}

/* Where the directory was removed another broker's files may be there by now, and ZeroMQ removes a
 * socket's file by its name. So nothing is closed then; the process is about to end. */
void endpoint_close(struct loop *l)
{
    enum { GOODBYE_MS = 500 };
    if (l->store && store_was_removed(l->store)) return;
    if (l->endpoint_file[0]) unlink(l->endpoint_file);
    wire_close(&l->router, GOODBYE_MS);
    keyring_close(&l->keyring);
}
