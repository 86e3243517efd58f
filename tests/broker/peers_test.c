/* peers_test.c: the table of peers: identities, numbers, sessions, bounds. */
#include "broker/peers.h"
#include "tests/test.h"
#include <string.h>

static struct wire_id id_of(uint32_t n)
{
    struct wire_id id = {.len = 5};
    memcpy(id.at + 1, &n, sizeof n);
    return id;
}

TEST(peers_are_found_by_identity_and_by_number)
{
    struct peers *p = peers_new();
    struct wire_id id = id_of(7), other = id_of(8);
    struct peer *peer = peers_add(p, &id, 1);
    CHECK(peer->number == 1 && peers_count(p) == 1);
    CHECK(peers_find(p, &id) == peer && peers_at(p, 1) == peer);
    CHECK(!peers_find(p, &other) && !peers_at(p, 2));
    peers_remove(p, peer);
    CHECK(!peers_find(p, &id) && peers_count(p) == 0);
    peers_free(&p);
    CHECK(!p);
}

TEST(peers_tell_who_had_a_number_before)
{
    struct peers *p = peers_new();
    struct wire_id id = id_of(1), later = id_of(2);
    struct peer *peer = peers_add(p, &id, 1);
    uint64_t session = peer->session;
    CHECK(peers_still(p, 1, session) == peer);
    peers_remove(p, peer);
    peer = peers_add(p, &later, 1);
    CHECK_INT(peer->number, 1);
    CHECK(!peers_still(p, 1, session));
    peers_free(&p);
}

TEST(peers_are_bounded)
{
    struct peers *p = peers_new();
    for (uint32_t i = 0; i < PEERS_MAX; i++) {
        struct wire_id id = id_of(i);
        CHECK(peers_add(p, &id, 1));
    }
    struct wire_id one_more = id_of(PEERS_MAX), first = id_of(0);
    CHECK(!peers_add(p, &one_more, 1));
    peers_remove(p, peers_find(p, &first));
    CHECK(peers_add(p, &one_more, 1));
    peers_free(&p);
}

/* Whatever is removed, all others are still found: the hash table has no gaps. */
TEST(peers_are_found_after_others_left)
{
    enum { MANY = 5000 };
    struct peers *p = peers_new();
    uint32_t seed = 1, at = 0, seen = 0;
    static bool there[MANY];
    for (int round = 0; round < 20 * MANY; round++) {
        seed = seed * 1664525 + 1013904223;
        uint32_t n = (seed >> 8) % MANY;
        struct wire_id id = id_of(n);
        struct peer *peer = peers_find(p, &id);
        CHECK((peer != NULL) == there[n]);
        if (peer)
            peers_remove(p, peer);
        else
            peers_add(p, &id, 1);
        there[n] = !there[n];
    }
    for (uint32_t n = 0; n < MANY; n++) {
        struct wire_id id = id_of(n);
        CHECK((peers_find(p, &id) != NULL) == there[n]);
    }
    while (peers_next(p, &at)) seen++;
    CHECK_INT(seen, peers_count(p));
    peers_free(&p);
}

TEST(peers_scold_a_stranger_now_and_then)
{
    struct peers *p = peers_new();
    struct wire_id id = id_of(3);
    CHECK(peers_may_scold(p, &id, 1000));
    CHECK(!peers_may_scold(p, &id, 1000 + STRANGER_MS - 1));
    CHECK(peers_may_scold(p, &id, 1000 + STRANGER_MS));
    peers_free(&p);
}
