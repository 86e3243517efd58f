/* sim_trace.c: a run as a person reads it, with --trace. */
#include "tests/sim/sim.h"
#include <stdarg.h>
#include <stdio.h>

void trace(struct sim *s, const char *format, ...)
{
    if (!s->trace) return;
    va_list args;
    va_start(args, format);
    printf("%8llu  ", (unsigned long long)s->now_ms);
    vprintf(format, args);
    printf("\n");
    va_end(args);
}

static const char *const packet_names[] = {
    [P_HELLO] = "HELLO",   [P_BYE] = "BYE",         [P_CREDIT] = "CREDIT",
    [P_RESULT] = "RESULT", [P_SUBMIT] = "SUBMIT",   [P_HEARTBEAT] = "HEARTBEAT",
    [P_CHANGE] = "CHANGE", [P_WELCOME] = "WELCOME", [P_ERROR] = "ERROR",
    [P_PONG] = "PONG",     [P_CHANGED] = "CHANGED", [P_SUBMITTED] = "SUBMITTED",
    [P_TASK] = "TASK",     [P_REVOKE] = "REVOKE",
};

static void list(const struct packet *p)
{
    for (size_t i = 0; i < p->docs; i++) {
        if (p->kind == P_TASK) printf(" %llu", (unsigned long long)p->jobs[i].num);
        if (p->kind == P_HEARTBEAT) printf(" %llu", (unsigned long long)p->leases[i]);
        if (p->kind == P_SUBMIT || p->kind == P_SUBMITTED)
            printf(" %u:%u", p->offers[i].name, p->offers[i].content);
        if (p->kind == P_SUBMITTED) printf("=%s", verdict_name((unsigned char)p->verdicts[i]));
        if (p->kind == P_RESULT)
            printf(" %llu:%s%s%s", (unsigned long long)p->outcomes[i].num,
                   state_name(p->outcomes[i].state), p->outcomes[i].reason ? "," : "",
                   p->outcomes[i].reason ? reason_name(p->outcomes[i].reason) : "");
    }
}

void trace_packet(struct sim *s, const char *what, const struct packet *p)
{
    if (!s->trace) return;
    printf("%8llu  %s link %u %s", (unsigned long long)s->now_ms, what, p->link,
           packet_names[p->kind]);
    if (p->kind == P_ERROR) printf(" %s", error_name(p->code));
    if (p->kind == P_CREDIT)
        printf(" %llu, %llu bytes", (unsigned long long)p->docs, (unsigned long long)p->bytes);
    else
        list(p);
    if (p->lease) printf(" (lease %llu)", (unsigned long long)p->lease);
    if (p->request) printf(" (request %llu)", (unsigned long long)p->request);
    printf("\n");
}

void trace_effect(struct sim *s, const struct core_effect *e)
{
    if (!s->trace) return;
    const struct core_retry *r = &e->retry;
    switch (e->kind) {
    case CORE_PUT_DOCUMENT:
        trace(s, "    put %llu %s", (unsigned long long)e->put.num, state_name(e->put.state));
        break;
    case CORE_SET_STATE:
        trace(s, "    %llu: %s to %s %s", (unsigned long long)e->set.num, state_name(e->set.from),
              state_name(e->set.state), e->set.reason ? reason_name(e->set.reason) : "");
        break;
    case CORE_PUT_RETRY:
        trace(s, "    retry %llu: attempts %u, deaths %u, %s, behind %llu",
              (unsigned long long)r->num, r->attempts, r->deaths,
              r->reason ? reason_name(r->reason) : "fresh", (unsigned long long)r->behind);
        break;
    case CORE_DELETE_RETRY: trace(s, "    no retry %llu", (unsigned long long)e->num); break;
    case CORE_DELETE_LEASE: trace(s, "    lease %llu ends", (unsigned long long)e->lease); break;
    case CORE_REVIVE: trace(s, "    %llu is current again", (unsigned long long)e->num); break;
    case CORE_PIN: trace(s, "    pin %.*s", (int)e->text.len, e->text.at); break;
    case CORE_CLOSE: trace(s, "    close peer %u", e->peer); break;
    default: break;
    }
}
