/* link_test.c: frames over a socket pair, in pieces, and to an end that is gone. */
#include "proto/limits.h"
#include "tests/test.h"
#include "workers/process/link.h"
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* a is a supervisor's end, b a child's whose reads are made not to block either. */
static void open_pair(struct link *a, struct link *b)
{
    int ends[2];
    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
    for (int i = 0; i < 2; i++) fcntl(ends[i], F_SETFL, O_NONBLOCK);
    link_open(a, ends[0]);
    link_open(b, ends[1]);
}

static void close_pair(struct link *a, struct link *b)
{
    link_close(a);
    link_close(b);
}

TEST(frames_arrive_as_they_were_sent)
{
    struct link a, b;
    struct link_head head = {.share = 3, .documents = 9, .last = 1}, got;
    struct view header;
    struct wire_body *body;
    open_pair(&a, &b);
    CHECK_INT(link_send(&a, &head, view_of("header"), view_of("the body")), 1);
    CHECK_INT(link_send(&a, &(struct link_head){.share = 4}, view_of(""), view_of("")), 1);
    CHECK_INT(link_receive(&b, &got, &header, &body), 1);
    CHECK_INT(got.share, 3);
    CHECK_INT(got.documents, 9);
    CHECK_INT(got.last, 1);
    CHECK(view_equal(header, view_of("header")));
    CHECK(memcmp(wire_body_at(body), "the body", 8) == 0);
    wire_body_free(&body);
    CHECK_INT(link_receive(&b, &got, &header, &body), 1);
    CHECK_INT(got.share, 4);
    CHECK(header.len == 0 && body == NULL);
    CHECK_INT(link_receive(&b, &got, &header, &body), 0);
    close_pair(&a, &b);
}

/* Two frames that are longer than any socket's buffer: both sides go on where they stopped. */
TEST(long_frames_go_in_pieces)
{
    enum { LENGTH = 3 << 20 };
    struct link a, b;
    struct link_head got;
    struct view header;
    struct wire_body *body = NULL;
    struct buf bytes = {0};
    unsigned received = 0, waits = 0;
    open_pair(&a, &b);
    for (uint32_t i = 0; bytes.len < LENGTH; i++) buf_add(&bytes, &i, sizeof i);
    for (uint32_t share = 1; share <= 2; share++)
        CHECK_INT(
            link_send(&a, &(struct link_head){.share = share}, view_of("h"), buf_view(&bytes)), 0);
    CHECK(link_wants_write(&a));
    while (received < 2) {
        int rc = link_receive(&b, &got, &header, &body);
        CHECK(rc >= 0);
        waits += rc == 0;
        if (rc == 0) {
            CHECK(link_flush(&a) >= 0);
            continue;
        }
        CHECK_INT(got.share, ++received);
        CHECK(wire_body_len(body) == bytes.len &&
              memcmp(wire_body_at(body), bytes.at, bytes.len) == 0);
        wire_body_free(&body);
    }
    CHECK(waits > 2);
    CHECK(!link_wants_write(&a));
    buf_free(&bytes);
    close_pair(&a, &b);
}

TEST(a_gone_end_is_noticed)
{
    struct link a, b;
    struct link_head got;
    struct view header;
    struct wire_body *body;
    open_pair(&a, &b);
    link_send(&a, &(struct link_head){.share = 1}, view_of("whole"), view_of("frame"));
    CHECK(write(a.fd, "half a head", 11) == 11);
    link_close(&a);
    CHECK_INT(link_receive(&b, &got, &header, &body), 1);
    wire_body_free(&body);
    CHECK_INT(link_receive(&b, &got, &header, &body), -1);
    CHECK_INT(link_send(&b, &(struct link_head){.share = 2}, view_of("x"), view_of("y")), -1);
    link_close(&b);
}

TEST(a_frame_over_the_limits_is_none)
{
    struct link a, b;
    struct link_head too_long[] = {{.header = MAX_HEADER + 1}, {.body = (uint64_t)MAX_BODY + 1}},
                     got;
    struct view header;
    struct wire_body *body;
    for (int i = 0; i < 2; i++) {
        open_pair(&a, &b);
        CHECK(write(a.fd, &too_long[i], sizeof too_long[i]) == sizeof too_long[i]);
        CHECK_INT(link_receive(&b, &got, &header, &body), -1);
        close_pair(&a, &b);
    }
}
