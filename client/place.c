/* place.c: see place.h. */
#include "client/place.h"
#include "client/program.h"
#include "proto/log.h"
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* How long a private broker stays when nobody talks to it: long enough that the next command of a
 * person's script finds it there. */
#define LINGER "2s"

enum {
    ENDPOINT_MAX = 1024,
    /* A broker that ends at once may have met another one that is about to go, or about to come. */
    FAILURES_MAX = 7,
    RETRY_MS = 100, /* doubled each time */
};

void place_told(struct place *p, const char *endpoint, const struct wire_keys *keys)
{
    p->keys = keys;
    buf_add_string(&p->endpoint, endpoint);
}

bool place_has_store(const char *data)
{
    struct buf path = {0};
    buf_format(&path, "%s/data.mdb", data);
    bool there = access(buf_string(&path), F_OK) == 0;
    int why = errno;
    buf_free(&path);
    errno = why;
    return there;
}

int place_private(struct place *p, const char *data, bool create, struct err *err)
{
    struct stat st;
    p->data = data;
    if (!create && !place_has_store(data)) {
        if (errno == EACCES) return fail_errno(err, 0, "%s", data);
        return fail(err, 0,
                    "there is no store in %s; garner run FOLDER begins one, --data says where",
                    data);
    }
    if (create && mkdir(data, 0777) != 0 && errno != EEXIST) return fail_errno(err, 0, "%s", data);
    if (stat(data, &st) != 0) return fail_errno(err, 0, "%s", data);
    if (!S_ISDIR(st.st_mode)) return fail(err, 0, "%s: it is not a folder", data);
    return 0;
}

/* Appends the path of a file in the data directory. */
static char *add_path(struct buf *out, const struct place *p, const char *name)
{
    size_t start = out->len;
    buf_format(out, "%s/%s", p->data, name);
    return buf_string(out) + start;
}

/* Reads DIR/endpoint; nothing changes if it is not there, or as before. */
static void read_endpoint(struct place *p)
{
    char text[ENDPOINT_MAX];
    struct buf path = {0};
    int fd = open(add_path(&path, p, "endpoint"), O_RDONLY | O_CLOEXEC);
    ssize_t len = fd < 0 ? 0 : read(fd, text, sizeof text);
    if (fd >= 0) close(fd);
    buf_free(&path);
    while (len > 0 && (text[len - 1] == '\n' || text[len - 1] == '\r')) len--;
    if (len <= 0 || view_equal(buf_view(&p->endpoint), (struct view){text, (size_t)len})) return;
    p->endpoint.len = 0;
    buf_add(&p->endpoint, text, (size_t)len);
}

/* Whether a process listens at the endpoint, be it too busy to answer. */
static bool is_listening(const struct place *p)
{
    static const char ipc[] = "ipc://";
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t prefix = sizeof ipc - 1, len = p->endpoint.len - prefix;
    if (p->endpoint.len <= prefix || memcmp(p->endpoint.at, ipc, prefix) != 0) return false;
    if (len >= sizeof address.sun_path) return false;
    memcpy(address.sun_path, p->endpoint.at + prefix, len);
    if (address.sun_path[0] == '@') address.sun_path[0] = '\0'; /* the abstract name space */
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len);
    bool there =
        fd >= 0 && (connect(fd, (struct sockaddr *)&address, size) == 0 || errno == EAGAIN);
    if (fd >= 0) close(fd);
    return there;
}

static int start_broker(struct place *p, struct err *err)
{
    struct buf program = {0}, log = {0};
    int result = program_find("garner-broker", &program, err);
    if (result == 0) {
        char *const argv[] = {buf_string(&program), "--data",       (char *)(uintptr_t)p->data,
                              "--linger",           (char *)LINGER, NULL};
        result = program_start(argv, add_path(&log, p, "broker.log"), &p->broker, err);
    }
    buf_free(&program);
    buf_free(&log);
    return result;
}

/* The broker that was started here has ended. */
static int count_failure(struct place *p, int status, struct err *err)
{
    p->retry_ms = clock_mono_ms() + (RETRY_MS << p->failures);
    if (++p->failures < FAILURES_MAX) return 0;
    struct buf log = {0}, words = {0};
    program_last_words(status, add_path(&log, p, "broker.log"), &words);
    int result = fail(err, 0, "the broker of %s %s", p->data, buf_string(&words));
    buf_free(&log);
    buf_free(&words);
    return result;
}

int place_seek(struct place *p, struct err *err)
{
    int status;
    if (!p->data) return 0;
    read_endpoint(p);
    if (program_ended(&p->broker, &status) && count_failure(p, status, err) != 0) return -1;
    if (p->broker != 0 || clock_mono_ms() < p->retry_ms || is_listening(p)) return 0;
    return start_broker(p, err);
}

bool place_is_running(struct place *p)
{
    read_endpoint(p);
    return is_listening(p);
}

void place_found(struct place *p)
{
    p->failures = 0;
}

const char *place_name(struct place *p)
{
    return p->endpoint.len ? buf_string(&p->endpoint) : p->data;
}

void place_free(struct place *p)
{
    buf_free(&p->endpoint);
    *p = (struct place){0};
}
