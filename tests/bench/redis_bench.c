/* redis_bench.c: the same job as queue_bench, on a redis stream, as a yardstick.
 *
 *     redis_bench PORT DOCUMENTS BYTES IN_FLIGHT
 *
 * One producer keeps IN_FLIGHT XADDs unanswered; two workers of one consumer group take up to
 * IN_FLIGHT entries, store a result of a quarter of the size (HSET) and acknowledge (XACK). Prints
 * documents a second from the first add to the last acknowledgement. The server is started by the
 * caller, with the durability that is to be compared.
 */
#include <hiredis/hiredis.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int port, in_flight;
static long documents;
static size_t bytes;

static void die(const char *what, const char *why)
{
    fprintf(stderr, "redis_bench: %s: %s\n", what, why);
    exit(1);
}

static redisContext *dial(void)
{
    redisContext *c = redisConnect("127.0.0.1", port);
    if (!c || c->err) die("connect", c ? c->errstr : "no memory");
    return c;
}

/* The next reply; the caller frees it. */
static redisReply *reply(redisContext *c)
{
    void *r = NULL;
    if (redisGetReply(c, &r) != REDIS_OK) die("reply", c->errstr);
    if (((redisReply *)r)->type == REDIS_REPLY_ERROR) die("reply", ((redisReply *)r)->str);
    return r;
}

static void drop_replies(redisContext *c, long count)
{
    while (count-- > 0) freeReplyObject(reply(c));
}

static void produce(void)
{
    redisContext *c = dial();
    char *body = malloc(bytes);
    memset(body, 'x', bytes);
    long open = 0;
    for (long i = 0; i < documents; i++) {
        memcpy(body, &i, sizeof i);
        redisAppendCommand(c, "XADD jobs * d %b", body, bytes);
        if (++open == in_flight) {
            freeReplyObject(reply(c));
            open--;
        }
    }
    drop_replies(c, open);
    free(body);
    redisFree(c);
}

/* Works through one XREADGROUP answer; returns how many entries it had. */
static long work_entries(redisContext *c, const redisReply *entries, const char *result)
{
    for (size_t i = 0; i < entries->elements; i++) {
        const char *id = entries->element[i]->element[0]->str;
        redisAppendCommand(c, "HSET results %s %b", id, result, bytes / 4);
        redisAppendCommand(c, "XACK jobs workers %s", id);
    }
    drop_replies(c, 2 * (long)entries->elements);
    return (long)entries->elements;
}

static void work(int who)
{
    redisContext *c = dial();
    char *result = calloc(1, bytes / 4 + 1);
    long total = 0;
    while (total < documents) {
        redisAppendCommand(c, "XREADGROUP GROUP workers w%d COUNT %d BLOCK 50 STREAMS jobs >", who,
                           in_flight);
        redisReply *r = reply(c);
        if (r->type == REDIS_REPLY_ARRAY && r->elements) {
            long n = work_entries(c, r->element[0]->element[1], result);
            redisAppendCommand(c, "INCRBY finished %ld", n);
        } else {
            redisAppendCommand(c, "INCRBY finished 0");
        }
        redisReply *sum = reply(c);
        total = (long)sum->integer;
        freeReplyObject(sum);
        freeReplyObject(r);
    }
    free(result);
    redisFree(c);
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    if (argc != 5) die("usage", "redis_bench PORT DOCUMENTS BYTES IN_FLIGHT");
    port = atoi(argv[1]);
    documents = atol(argv[2]);
    bytes = (size_t)atol(argv[3]);
    in_flight = atoi(argv[4]);
    redisContext *c = dial();
    freeReplyObject(redisCommand(c, "FLUSHALL"));
    freeReplyObject(redisCommand(c, "XGROUP CREATE jobs workers 0 MKSTREAM"));
    redisFree(c);
    double start = seconds();
    for (int w = 0; w < 3; w++) {
        pid_t pid = fork();
        if (pid < 0) die("fork", "failed");
        if (pid == 0) {
            if (w == 0)
                produce();
            else
                work(w);
            exit(0);
        }
    }
    int bad = 0, status;
    while (wait(&status) > 0) bad |= status;
    if (bad) return 1;
    printf("%.0f documents/s\n", (double)documents / (seconds() - start));
    return 0;
}
