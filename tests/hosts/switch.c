/* switch.c: an Ethernet switch in user space that cuts, loses, doubles and delays as it is told,
 * for kernels without netem.
 *
 *     switch SEED HOST…
 *
 * Each HOST, a network namespace, gets a device eth1, to which its caller gives an address.
 * Standard input takes a command a line; each is answered with a line, the first one of all says
 * that the devices are there. Hosts are counted from 1; 0 is all of them.
 *
 *     cut FROM TO
 *     heal FROM TO
 *     path FROM TO LOSS DOUBLED DELAY JITTER    frames in a hundred, and milliseconds
 *     count                                     frames passed, lost, doubled
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { HOSTS_MOST = 16, FRAME_MOST = 65536, ADDRESS = 6, DELAY_MOST = 4095, FRAMES_A_TURN = 64 };

static struct {
    int device;
    unsigned char address[ADDRESS]; /* from which the last frame came */
} hosts[HOSTS_MOST];
static int host_count;

static struct path {
    bool is_cut;
    double loss, doubled, delay_ms, jitter_ms;
} paths[HOSTS_MOST][HOSTS_MOST];

static uint64_t passed, lost, doubled;

static void die(const char *what)
{
    fprintf(stderr, "switch: %s: %s\n", what, strerror(errno));
    exit(2);
}

/* ---- Frames under way: a list for each millisecond from now on, around and around ---- */

struct frame {
    struct frame *next;
    int to;
    size_t len;
    unsigned char bytes[];
};
static struct frame *due[DELAY_MOST + 1], **ends[DELAY_MOST + 1];
static uint64_t now_ms, waiting;

static uint64_t clock_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* What a device has no room for is lost, as on any network. */
static void deliver(int to, const unsigned char *bytes, size_t len)
{
    if (write(hosts[to].device, bytes, len) == (ssize_t)len)
        passed++;
    else
        lost++;
}

static void keep(int to, const unsigned char *bytes, size_t len, uint64_t delay_ms)
{
    size_t slot = (now_ms + delay_ms) % (DELAY_MOST + 1);
    struct frame *f = malloc(sizeof *f + len);
    if (!f) die("memory");
    *f = (struct frame){.to = to, .len = len};
    memcpy(f->bytes, bytes, len);
    if (!due[slot]) ends[slot] = &due[slot];
    *ends[slot] = f;
    ends[slot] = &f->next;
    waiting++;
}

static void deliver_due(void)
{
    for (uint64_t until = clock_ms(); now_ms < until; now_ms++) {
        size_t slot = now_ms % (DELAY_MOST + 1);
        for (struct frame *f; (f = due[slot]); waiting--) {
            due[slot] = f->next;
            deliver(f->to, f->bytes, f->len);
            free(f);
        }
    }
}

/* ---- Switching ---- */

static bool happens(double in_a_hundred)
{
    return drand48() * 100 < in_a_hundred;
}

static void send_copy(const struct path *p, int to, const unsigned char *bytes, size_t len)
{
    double delay = p->delay_ms + p->jitter_ms * (2 * drand48() - 1);
    if (delay < 1)
        deliver(to, bytes, len);
    else
        keep(to, bytes, len, delay < DELAY_MOST ? (uint64_t)delay : DELAY_MOST);
}

static void forward(int from, int to, const unsigned char *bytes, size_t len)
{
    const struct path *p = &paths[from][to];
    if (p->is_cut || happens(p->loss)) {
        lost++;
        return;
    }
    send_copy(p, to, bytes, len);
    if (!happens(p->doubled)) return;
    doubled++;
    send_copy(p, to, bytes, len);
}

/* The host that a frame is for; -1 if it is for all, or nobody knows yet. */
static int find(const unsigned char *address)
{
    for (int i = 0; i < host_count; i++)
        if (memcmp(hosts[i].address, address, ADDRESS) == 0) return i;
    return -1;
}

static void take_frames(int from)
{
    static unsigned char bytes[FRAME_MOST];
    for (int i = 0; i < FRAMES_A_TURN; i++) {
        ssize_t len = read(hosts[from].device, bytes, sizeof bytes);
        if (len < 2 * ADDRESS) return;
        memcpy(hosts[from].address, bytes + ADDRESS, ADDRESS);
        int only = find(bytes);
        for (int to = 0; to < host_count; to++)
            if (to != from && (only < 0 || to == only)) forward(from, to, bytes, (size_t)len);
    }
}

/* ---- Commands ---- */

static void set(int from, int to, const struct path *p)
{
    for (int i = 0; i < host_count; i++)
        for (int j = 0; j < host_count; j++)
            if ((from == 0 || from == i + 1) && (to == 0 || to == j + 1)) paths[i][j] = *p;
}

static bool obey(const char *line)
{
    struct path p = {0};
    int from, to;
    if (sscanf(line, "cut %d %d", &from, &to) == 2)
        p.is_cut = true;
    else if (sscanf(line, "path %d %d %lf %lf %lf %lf", &from, &to, &p.loss, &p.doubled,
                    &p.delay_ms, &p.jitter_ms) != 6 &&
             sscanf(line, "heal %d %d", &from, &to) != 2)
        return false;
    set(from, to, &p);
    return true;
}

static void take_command(void)
{
    char line[256];
    if (!fgets(line, sizeof line, stdin)) exit(0);
    if (strcmp(line, "count\n") == 0)
        printf("%llu %llu %llu\n", (unsigned long long)passed, (unsigned long long)lost,
               (unsigned long long)doubled);
    else
        puts(obey(line) ? "ok" : "what?");
}

/* ---- The devices ---- */

static int open_device(const char *host)
{
    char path[256];
    struct ifreq request = {.ifr_name = "eth1", .ifr_flags = IFF_TAP | IFF_NO_PI};
    snprintf(path, sizeof path, "/run/netns/%s", host);
    int space = open(path, O_RDONLY | O_CLOEXEC);
    if (space < 0 || setns(space, CLONE_NEWNET) != 0) die(path);
    close(space);
    int device = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (device < 0 || ioctl(device, TUNSETIFF, &request) != 0) die("/dev/net/tun");
    return device;
}

static void turn(void)
{
    struct pollfd polled[HOSTS_MOST + 1] = {{.fd = STDIN_FILENO, .events = POLLIN}};
    for (int i = 0; i < host_count; i++)
        polled[i + 1] = (struct pollfd){.fd = hosts[i].device, .events = POLLIN};
    poll(polled, (nfds_t)host_count + 1, waiting ? 1 : -1);
    deliver_due();
    for (int i = 0; i < host_count; i++)
        if (polled[i + 1].revents) take_frames(i);
    if (polled[0].revents) take_command();
}

int main(int argc, char **argv)
{
    if (argc < 3 || argc > HOSTS_MOST + 2) {
        fprintf(stderr, "usage: switch SEED HOST…, at most %d of them\n", HOSTS_MOST);
        return 2;
    }
    srand48(atol(argv[1]));
    for (; host_count < argc - 2; host_count++)
        hosts[host_count].device = open_device(argv[2 + host_count]);
    now_ms = clock_ms();
    setvbuf(stdin, NULL, _IONBF, 0); /* poll() must see all that waits */
    setvbuf(stdout, NULL, _IOLBF, 0);
    puts("ok");
    for (;;) turn();
}
