// libs: engine
/* The status file of a running calculation, what is served of it, and the tables of a finished one. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include "check.h"
#include "engine/history.h"
#include "engine/live.h"
#include "engine/metrics.h"
#include "io/h5.h"
#include "swarm/swarm.h"

static char dir[] = "/tmp/test_live_XXXXXX";
static struct shk_arena *arena;

static size_t slurp(const char *path, char *out, size_t cap)
{
    FILE *f = fopen(path, "r");
    const size_t n = f ? fread(out, 1, cap - 1, f) : 0;
    if (f) fclose(f);
    out[n] = 0;
    return n;
}

TEST(what_is_written_can_be_read)
{
    struct shk_diag d = { 0 };
    struct shk_live *l;
    struct shk_live_view v;
    char text[8192];
    const struct shk_live_options o = { .datadir = dir, .calc_id = 7, .job = "a \"job\"\nin\\two.ini", .started = 1 };
    CHECK(shk_live_open(&o, &d, &l) == SHK_OK);
    const char *path = shk_live_path(dir, 7, arena);
    CHECK(shk_live_read(path, arena, &d, &v) == SHK_E_NOTFOUND);
    shk_live_phase(l, "a \"phase\"");
    CHECK(slurp(path, text, sizeof text) > 500 && strstr(text, "phase=\"a \\\"phase\\\"\"} 1\n") && !strstr(text, "in\\two"));
    CHECK(shk_live_read(path, arena, &d, &v) == SHK_OK);
    CHECK(v.calc_id == 7 && v.pid == getpid() && v.left < 0 && v.fraction == 0 && v.workers == 0 && v.nrunning == 0 && v.memory > 1e5);
    CHECK_STR(v.job, "a \\\"job\\\" in\\\\two.ini");
    const struct shk_task_info info = { .name = "rates", .seconds = 2, .cpu = 1, .received = 100 };
    shk_live_commit(l, &info);
    shk_live_commit(l, &info);
    double last = 0;
    for (int i = 0; i < 3; i++) {           /* the part that is done never goes back, whatever the tasks say */
        shk_live_progress(l, &(struct shk_progress){ .left = i == 1 ? 1e9 : 10, .workers = 2 });
        CHECK(shk_live_read(path, arena, &d, &v) == SHK_OK && v.fraction >= last && v.left > 0);
        last = v.fraction;
    }
    CHECK(last > 0 && last < 1);
    CHECK(slurp(path, text, sizeof text) && strstr(text, "mainshock_task_seconds_total{calc=\"7\",function=\"rates\"} 4\n")
          && strstr(text, "mainshock_task_commits_total{calc=\"7\",function=\"rates\"} 2\n") && strstr(text, "\n# end\n"));
    size_t n;
    const struct shk_span *span = shk_live_spans(l, &n);
    CHECK(n == 2 && span[0].start == 1 && span[1].seconds >= 0);
    CHECK_STR(span[0].name, "reading");
    shk_live_close(l);
    CHECK(access(path, F_OK) != 0);
    shk_live_phase(NULL, "nobody watches");
    shk_live_close(NULL);
}

static void ask(const char *address, const char *request, char *answer, size_t cap)
{
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(strrchr(address, ':') + 1)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    const int s = socket(AF_INET, SOCK_STREAM, 0);
    size_t n = 0;
    answer[0] = 0;
    if (!CHECK(connect(s, (struct sockaddr *)&to, sizeof to) == 0)) return;
    CHECK(send(s, request, strlen(request), MSG_NOSIGNAL) == (ssize_t)strlen(request));
    for (ssize_t k; n + 1 < cap && (k = recv(s, answer + n, cap - 1 - n, 0)) > 0;) n += (size_t)k;
    answer[n] = 0;
    close(s);
}

TEST(numbers_are_served_and_nothing_else)
{
    struct shk_diag d = { 0 };
    struct shk_metrics m = { 0 }, other = { 0 };
    char answer[4096], where[80];
    CHECK(shk_metrics_serve("x", &d, &m) == SHK_E_INVALID && shk_metrics_serve("1.2.3:80", NULL, &m) == SHK_E_INVALID && shk_metrics_serve("70000", NULL, &m) == SHK_E_INVALID);
    d = (struct shk_diag){ 0 };
    if (!CHECK(shk_metrics_serve("0", &d, &m) == SHK_OK)) return;
    CHECK(!strncmp(m.address, "127.0.0.1:", 10) && m.pid > 0);
    snprintf(where, sizeof where, "%s", strrchr(m.address, ':') + 1);
    CHECK(shk_metrics_serve(where, &d, &other) == SHK_E_IO && other.pid == 0);
    ask(m.address, "GET /metrics HTTP/1.1\r\n\r\n", answer, sizeof answer);
    CHECK(strstr(answer, "200 OK") && strstr(answer, "Content-Length: 0\r\n"));            /* no calculation yet */
    snprintf(m.path, SHK_METRICS_PATH, "%s/numbers", dir);
    FILE *f = fopen(m.path, "w");
    fputs("a_number 1\n# end\n# job\t1\tsecret\n", f);
    fclose(f);
    ask(m.address, "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n", answer, sizeof answer);
    CHECK(strstr(answer, "200 OK") && strstr(answer, "\r\n\r\na_number 1\n") && !strstr(answer, "secret"));
    ask(m.address, "GET /../etc/passwd HTTP/1.1\r\n\r\n", answer, sizeof answer);
    CHECK(!strncmp(answer, "HTTP/1.1 404 ", 13) && strstr(answer, "Content-Length: 0\r\n"));
    ask(m.address, "\x01\xff garbage\n\n", answer, sizeof answer);
    CHECK(!strncmp(answer, "HTTP/1.1 404 ", 13));
    char path[256];
    snprintf(path, sizeof path, "%s", m.path);
    unlink(path);
    shk_metrics_end(&m);
    CHECK(m.pid == 0);
    shk_metrics_end(&m);
}

TEST(history_survives_the_file)
{
    struct shk_diag d = { 0 };
    struct shk_h5 *f;
    struct shk_history h = { .arena = arena }, *r;
    char path[256];
    snprintf(path, sizeof path, "%s/calc_1.hdf5", dir);
    for (uint32_t i = 0; i < 1000; i++)
        shk_history_task(&h, &(struct shk_task_row){ .name = "rates", .no = i, .weight = 2, .duration = i % 2 ? 3 : 1, .received = 5, .mem_gb = 0.5f, .cpu = 0.5f, .start = i, .worker = (int)(i % 2) });
    h.round[h.nrounds++] = (struct shk_round_row){ .name = "rates", .workers = 2, .tasks = 1000, .seconds = 1500, .available = 3000, .busy = 2000, .idle = 1000, .peak = 1 << 30 };
    struct shk_source_row source[] = { { "first", 3, 'P', 1.5f, 1ull << 40, 7, 2.5f }, { "zweite Quelle é", 4, 'A', 0, 0, 0, 0 } };
    h.source = source;
    h.nsources = 2;
    CHECK(h.ntasks == 1000);
    CHECK(shk_h5_create(path, &d, &f) == SHK_OK);
    CHECK(shk_history_write(f, &h, &d) == SHK_OK);
    double *mean;
    size_t n;
    CHECK(shk_h5_close(f, &d) == SHK_OK);
    CHECK(shk_history_read(path, arena, &d, &r) == SHK_OK);
    CHECK(r->ntasks == 1000 && r->task[999].no == 999 && r->task[999].duration == 3 && r->task[999].worker == 1 && r->task[7].received == 5 && r->task[7].start == 7);
    CHECK_STR(r->task[0].name, "rates");
    CHECK(r->nrounds == 1 && r->round[0].tasks == 1000 && r->round[0].busy == 2000 && r->round[0].peak == 1 << 30 && r->round[0].workers == 2);
    CHECK(r->nsources == 2 && r->source[0].num_ctxs == 1ull << 40 && r->source[0].code == 'P' && r->source[0].grp == 3 && r->source[0].calc_time == 1.5f);
    CHECK_STR(r->source[1].id, "zweite Quelle é");
    CHECK(shk_h5_open(path, &d, &f) == SHK_OK);         /* busy time of the cores, as the reference has it: 500 and 1500 s */
    CHECK(shk_h5_column(f, "starmap_info", "mean", 0, arena, &d, &n, &mean) == SHK_OK && n == 1 && mean[0] == 1000);
    CHECK(shk_h5_column(f, "starmap_info", "std", 0, arena, &d, &n, &mean) == SHK_OK && mean[0] == 500);
    CHECK(shk_h5_column(f, "starmap_info", "min", 0, arena, &d, &n, &mean) == SHK_OK && mean[0] == 500);
    const char **text;
    CHECK(shk_h5_column_text(f, "task_info", "no such", 0, arena, &d, &n, &text) == SHK_E_INVALID);
    d = (struct shk_diag){ 0 };
    CHECK(shk_h5_column_text(f, "task_info", "weight", 0, arena, &d, &n, &text) == SHK_E_INVALID);
    (void)shk_h5_close(f, NULL);
    unlink(path);
}

static void begin(void) { CHECK(mkdtemp(dir) != NULL && (arena = shk_arena_new(0)) != NULL); }
static void end(void)
{
    shk_arena_free(arena);
    CHECK(rmdir(dir) == 0);
}

RUN(begin, what_is_written_can_be_read, numbers_are_served_and_nothing_else, history_survives_the_file, end)
