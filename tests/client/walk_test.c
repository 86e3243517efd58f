#include "client/walk.h"
#include "tests/client/files.h"
#include "tests/test.h"
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* The whole walk as text: "source" for a file, "source: reason" for what was refused, a line each.
 */
static char *walked(char **paths, size_t count, const char *exclude)
{
    struct walk *w = NULL;
    struct walk_entry e;
    struct buf out = {0};
    struct err err;
    if (walk_open(&w, paths, count, exclude, &err) != 0)
        test_fail(__FILE__, __LINE__, "%s", err.text);
    while (walk_next(w, &e)) {
        buf_add_view(&out, e.source);
        if (e.reason) buf_format(&out, ": %s", reason_name(e.reason));
        buf_add_char(&out, '\n');
    }
    walk_close(&w);
    CHECK(w == NULL);
    return buf_string(&out);
}

static char *walked_one(char *path)
{
    return walked(&path, 1, NULL);
}

TEST(walk_order_depends_on_names_alone)
{
    make_folder("top");
    make_file("top/b.txt", "b");
    make_folder("top/a");
    make_file("top/a/2", "2");
    make_file("top/a/10", "10");
    make_folder("top/a/empty");
    make_file("top/.hidden", "h");
    make_file("top/a.txt", "a");
    make_file("top/Z", "Z");
    const char *want = ".hidden\nZ\na/10\na/2\na.txt\nb.txt\n";
    CHECK_TEXT(walked_one("top"), want);
    CHECK_TEXT(walked_one("top/"), want);
    CHECK(chdir("top") == 0);
    CHECK_TEXT(walked_one("."), want);
}

TEST(walk_of_a_file_is_its_name)
{
    make_folder("top");
    make_file("top/one.txt", "1");
    CHECK_TEXT(walked_one("top/one.txt"), "one.txt\n");
    make_link("one.txt", "top/two.txt");
    CHECK_TEXT(walked_one("top/two.txt"), "two.txt\n");
}

TEST(walk_of_several_paths_keeps_them_apart)
{
    char *paths[] = {"left/a", "right", "c.txt"};
    struct walk *w = NULL;
    struct err err;
    make_folder("left");
    make_folder("left/a");
    make_file("left/a/x", "1");
    make_folder("right");
    make_file("right/x", "2");
    make_file("c.txt", "3");
    CHECK_TEXT(walked(paths, 3, NULL), "a/x\nright/x\nc.txt\n");
    make_folder("right/a");
    paths[1] = "right/a/";
    CHECK(walk_open(&w, paths, 3, NULL, &err) == -1);
    CHECK(strstr(err.text, "are called a:"));
    paths[1] = "nowhere";
    CHECK(walk_open(&w, paths, 3, NULL, &err) == -1);
    CHECK_TEXT(err.text, "nowhere: No such file or directory");
}

TEST(walk_names_that_are_not_utf8_stay_unique)
{
    make_folder("top");
    make_file("top/a\xff", "1");
    make_file("top/a%FF", "2");
    CHECK_TEXT(walked_one("top"), "a%25FF\na%FF\n");
}

TEST(walk_follows_links_but_not_in_circles)
{
    make_folder("top");
    make_folder("top/a");
    make_file("top/a/file", "1");
    make_link("..", "top/a/up");
    make_link(".", "top/a/self");
    make_link("file", "top/a/to_file");
    make_link("circle_2", "top/circle_1");
    make_link("circle_1", "top/circle_2");
    make_link("gone", "top/dangling");
    make_folder("elsewhere");
    make_file("elsewhere/far", "2");
    make_link("../elsewhere", "top/m");
    make_link("../elsewhere", "top/n");
    CHECK_TEXT(walked_one("top"), "a/file\n"
                                  "a/self: link-loop\n"
                                  "a/to_file\n"
                                  "a/up: link-loop\n"
                                  "circle_1: link-loop\n"
                                  "circle_2: link-loop\n"
                                  "dangling: not-a-file\n"
                                  "m/far\n"
                                  "n: link-loop\n");
}

/* n folders, each with links to all: n! ways lead through them, and none may be tried twice. */
TEST(walk_leaves_a_knot_of_links)
{
    enum { N = 12 };
    char path[64], target[64];
    make_folder("top");
    for (int i = 0; i < N; i++) {
        snprintf(path, sizeof path, "top/%02d", i);
        make_folder(path);
        for (int j = 0; j < N; j++) {
            snprintf(path, sizeof path, "top/%02d/%02d", i, j);
            snprintf(target, sizeof target, "../%02d", j);
            make_link(target, path);
        }
        snprintf(path, sizeof path, "top/%02d/file", i);
        make_file(path, "x");
    }
    char *all = walked_one("top");
    size_t lines = 0;
    for (char *at = all; *at; at++) lines += *at == '\n';
    CHECK(lines < 2 * N * (N + 1));
    CHECK(strstr(all, "11/file\n"));
}

TEST(walk_opens_no_pipe_socket_or_device)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "top/socket"};
    make_folder("top");
    CHECK(mkfifo("top/pipe", 0600) == 0);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    CHECK(fd >= 0 && bind(fd, (struct sockaddr *)&address, sizeof address) == 0);
    make_link("/dev/zero", "top/zero");
    CHECK_TEXT(walked_one("top"), "pipe: not-a-file\nsocket: not-a-file\nzero: not-a-file\n");
}

TEST(walk_passes_over_the_data_directory)
{
    char *path = "top";
    make_folder("top");
    make_file("top/a", "1");
    make_folder("top/garner-data");
    make_file("top/garner-data/data.mdb", "2");
    CHECK_TEXT(walked(&path, 1, "top/garner-data"), "a\n");
}

/* As root every folder can be read; so the walk is done by nobody. */
TEST(walk_tells_folders_that_cannot_be_read)
{
    make_folder("top");
    make_folder("top/closed");
    make_file("top/closed/x", "1");
    make_file("top/y", "2");
    CHECK(chmod(".", 0755) == 0 && chmod("top", 0755) == 0 && chmod("top/closed", 0) == 0);
    if (geteuid() == 0) CHECK(setuid(65534) == 0);
    char *got = walked_one("top");
    CHECK_TEXT(got, "closed/: unreadable\ny\n");
}

TEST(walk_deeper_than_a_path_may_be_long)
{
    enum { DEPTH = 50, NAME = 200 };
    char name[NAME + 1];
    memset(name, 'd', NAME);
    name[NAME] = '\0';
    make_folder("top");
    int fd = open("top", O_RDONLY | O_DIRECTORY);
    for (int i = 0; i < DEPTH; i++) {
        CHECK(mkdirat(fd, name, 0700) == 0);
        fd = openat(fd, name, O_RDONLY | O_DIRECTORY);
        CHECK(fd >= 0);
    }
    char *got = walked_one("top");
    CHECK(strlen(got) >= MAX_SOURCE && strlen(got) < MAX_SOURCE + 40);
    CHECK(strstr(got, ": too-large\n") || strstr(got, ": unreadable\n"));
}
