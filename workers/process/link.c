/* link.c: see link.h. */
#include "workers/process/link.h"
#include "proto/limits.h"
#include <assert.h>
#include <errno.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

void link_open(struct link *l, int fd)
{
    *l = (struct link){.fd = fd};
}

void link_close(struct link *l)
{
    for (int i = 0; i < SHARES_IN_HAND; i++) buf_free(&l->out[i].header);
    buf_free(&l->header);
    wire_body_free(&l->body);
    close(l->fd);
    *l = (struct link){.fd = -1};
}

/* Out */

static size_t out_size(const struct link_out *o)
{
    return sizeof o->head + o->header.len + o->body.len;
}

/* What of the three pieces is not sent yet. */
static int unsent(struct link_out *o, struct iovec pieces[3])
{
    struct iovec all[3] = {{&o->head, sizeof o->head},
                           {o->header.at, o->header.len},
                           {(void *)o->body.at, o->body.len}};
    size_t skip = o->sent;
    int count = 0;
    for (int i = 0; i < 3; i++) {
        size_t passed = skip < all[i].iov_len ? skip : all[i].iov_len;
        skip -= passed;
        if (passed == all[i].iov_len) continue;
        pieces[count++] = (struct iovec){(char *)all[i].iov_base + passed, all[i].iov_len - passed};
    }
    return count;
}

static int flush_one(struct link *l, struct link_out *o)
{
    struct iovec pieces[3];
    while (o->sent < out_size(o)) {
        struct msghdr message = {.msg_iov = pieces, .msg_iovlen = (size_t)unsent(o, pieces)};
        ssize_t n = sendmsg(l->fd, &message, MSG_NOSIGNAL);
        if (n >= 0)
            o->sent += (size_t)n;
        else if (errno != EINTR)
            return errno == EAGAIN ? 0 : -1;
    }
    return 1;
}

int link_flush(struct link *l)
{
    while (l->waiting) {
        int rc = flush_one(l, &l->out[l->first]);
        if (rc <= 0) return rc;
        l->first = (l->first + 1) % SHARES_IN_HAND;
        l->waiting--;
    }
    return 1;
}

int link_send(struct link *l, const struct link_head *head, struct view header, struct view body)
{
    assert(l->waiting < SHARES_IN_HAND);
    struct link_out *o = &l->out[(l->first + l->waiting++) % SHARES_IN_HAND];
    o->head = *head;
    o->head.header = (uint32_t)header.len;
    o->head.body = body.len;
    o->header.len = 0;
    buf_add_view(&o->header, header);
    o->body = body;
    o->sent = 0;
    return link_flush(l);
}

bool link_wants_write(const struct link *l)
{
    return l->waiting > 0;
}

/* In */

/* Reads until l->got reaches `upto`, into piece, which holds what lies from `from` on. */
static int fill(struct link *l, char *piece, size_t from, size_t upto)
{
    while (l->got < upto) {
        ssize_t n = recv(l->fd, piece + (l->got - from), upto - l->got, 0);
        if (n > 0)
            l->got += (size_t)n;
        else if (n == 0 || errno != EINTR)
            return n < 0 && errno == EAGAIN ? 0 : -1;
    }
    return 1;
}

/* A child whose memory is spoilt may send anything. */
static int make_room(struct link *l)
{
    if (l->head.header > MAX_HEADER || l->head.body > MAX_BODY) return -1;
    l->header.len = 0;
    buf_reserve(&l->header, l->head.header);
    if (l->head.body && !l->body) l->body = wire_body_new(l->head.body);
    return 1;
}

int link_receive(struct link *l, struct link_head *head, struct view *header,
                 struct wire_body **body)
{
    size_t head_end = sizeof l->head;
    int rc = fill(l, (char *)&l->head, 0, head_end);
    if (rc <= 0 || (rc = make_room(l)) <= 0) return rc;
    size_t header_end = head_end + l->head.header, end = header_end + l->head.body;
    rc = fill(l, l->header.at, head_end, header_end);
    if (rc > 0 && l->body) rc = fill(l, wire_body_at(l->body), header_end, end);
    if (rc <= 0) return rc;
    *head = l->head;
    *header = (struct view){l->header.at, l->head.header};
    *body = l->body;
    l->body = NULL;
    l->got = 0;
    return 1;
}
