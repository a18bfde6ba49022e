// libs: io
/* The PEER code verification problems, sets 1 and 2 (Hale, Abrahamson and Bozorgnia, 2018, PEER report 2018/03): each job of tests/cases/peer is
 * run by the program and its mean curves are compared with those of nshmp-haz in expected.csv. See docs/peer-verification.md. */
#include <glob.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "io/csv.h"
#include "check.h"

#define RARE 1e-4       /* probabilities above it are compared */
#define MEDIAN 0.01     /* largest median of the relative deviations of a case */
#define LARGEST 0.04    /* largest of any */
enum { LEVELS = 18, SITES = 8 };

static const struct peer_case {
    const char *name;
    double scale;       /* of the expected curves, where the two programs mean different things by a word; 0: as they are */
    double not_lat;     /* a site that is not compared: its latitude; 0: all are */
    size_t levels;      /* that are compared; 0: all */
} cases[] = {
    { "set1_case1" }, { "set1_case2" },
    /* from 0.6 g on the curve is the few shallowest places of 21 areas: the mesh that they need costs minutes */
    { "set1_case3", .levels = 13 },
    { "set1_case4" }, { "set1_case5" }, { "set1_case6" }, { "set1_case7" }, { "set1_case8a" },
    /* truncated on both sides here, only above there: Phi(t) / (2 Phi(t) - 1) for t = 2 and 3 */
    { "set1_case8b", .scale = 1.0238308 }, { "set1_case8c", .scale = 1.0013537 },
    { "set1_case10" }, { "set1_case11" },
    { "set2_case2a" }, { "set2_case2b" }, { "set2_case2c" }, { "set2_case2d" },
    /* beyond the end of the fault: hanging wall tapered with Ry0 here, without it there (Abrahamson et al., 2014, the two forms of T5) */
    { "set2_case3a", .not_lat = -0.42718 },
    { "set2_case3b" }, { "set2_case3c" }, { "set2_case3d" }, { "set2_case4a" }, { "set2_case4b" }, { "set2_case5a" }, { "set2_case5b" },
};

struct curves { size_t n; double lon[SITES], lat[SITES], poe[SITES][LEVELS]; };

static char dir[] = "/tmp/test_peerXXXXXX";

static enum shk_err read_curves(const char *path, struct curves *c, struct shk_diag *d)
{
    struct shk_arena *a = shk_arena_new(0);
    struct shk_csv csv;
    c->n = 0;
    enum shk_err e = a ? shk_csv_open(path, 1 << 20, 1, a, d, &csv) : SHK_E_NOMEM;
    const long lon = e ? 0 : shk_csv_col(&csv, "lon"), lat = e ? 0 : shk_csv_col(&csv, "lat");
    for (int more = 1; !e && more && c->n < SITES;) {
        e = shk_csv_next(&csv, &more);
        if (e || !more) break;
        if (lon < 0 || lat < 0 || csv.ncols < LEVELS + 2) { e = SHK_E_SYNTAX; break; }
        e = shk_csv_number(&csv, (size_t)lon, &c->lon[c->n]);
        if (!e) e = shk_csv_number(&csv, (size_t)lat, &c->lat[c->n]);
        for (size_t k = 0; !e && k < LEVELS; k++) e = shk_csv_number(&csv, csv.ncols - LEVELS + k, &c->poe[c->n][k]);
        c->n += !e;
    }
    shk_arena_free(a);
    return e;
}

/* Runs the program quietly; 1 if it says that all went well. */
static int run(const char *job, const char *out)
{
    fflush(stdout);
    const pid_t pid = fork();
    if (pid < 0) return 0;
    if (!pid) {
        if (!freopen("/dev/null", "w", stdout) || !freopen("/dev/null", "w", stderr) || setenv("MAINSHOCK_DATADIR", dir, 1)) _exit(126);
        execl(BINARY_DIR "/mainshock", "mainshock", "run", job, "--exports", "csv", "--export-dir", out, (char *)NULL);
        _exit(127);
    }
    int status;
    return waitpid(pid, &status, 0) == pid && WIFEXITED(status) && !WEXITSTATUS(status);
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Rows of the two files that are the same site (the exports are sorted otherwise); c->n if there is none. */
static size_t same_site(const struct curves *c, double lon, double lat)
{
    size_t i = 0;
    while (i < c->n && fabs(c->lon[i] - lon) + fabs(c->lat[i] - lat) > 2e-5) i++;
    return i;
}

static void compare(const struct peer_case *p, const struct curves *want, const struct curves *got)
{
    double dev[SITES * LEVELS], largest = 0;
    size_t n = 0;
    for (size_t i = 0; i < want->n; i++) {
        if (p->not_lat != 0 && want->lat[i] == p->not_lat) continue;
        const size_t j = same_site(got, want->lon[i], want->lat[i]);
        if (!CHECK(j < got->n)) continue;
        for (size_t k = 0; k < (p->levels ? p->levels : LEVELS); k++) {
            if (want->poe[i][k] <= RARE) continue;
            const double w = p->scale > 0 ? fmin(want->poe[i][0], want->poe[i][k] * p->scale) : want->poe[i][k];
            dev[n] = fabs(got->poe[j][k] / w - 1);
            if (!(dev[n] <= LARGEST))
                printf("%s: site %zu, level %zu: %g, expected %g (%+.1f%%)\n", p->name, i + 1, k + 1, got->poe[j][k], w, 100 * (got->poe[j][k] / w - 1));
            largest = fmax(largest, dev[n++]);
        }
    }
    if (!CHECK(n > 0)) return;
    qsort(dev, n, sizeof *dev, ascending);
    const double median = n % 2 ? dev[n / 2] : (dev[n / 2 - 1] + dev[n / 2]) / 2;
    printf("%-12s %3zu values, median %.2f%%, largest %.2f%%\n", p->name, n, 100 * median, 100 * largest);
    CHECK(median <= MEDIAN);
    CHECK(largest <= LARGEST);
}

static void one(const struct peer_case *p)
{
    char job[1024], out[256], pattern[512], expected[1024];
    struct shk_diag d = { 0 };
    struct curves want, got;
    snprintf(job, sizeof job, SOURCE_DIR "/tests/cases/peer/%s/job.ini", p->name);
    snprintf(expected, sizeof expected, SOURCE_DIR "/tests/cases/peer/%s/expected.csv", p->name);
    snprintf(out, sizeof out, "%s/%s", dir, p->name);
    snprintf(pattern, sizeof pattern, "%s/hazard_curve-mean-PGA_*.csv", out);
    glob_t g = { 0 };
    const int ran = !mkdir(out, 0700) && run(job, out) && !glob(pattern, 0, NULL, &g) && g.gl_pathc == 1;
    if (!CHECK(ran)) printf("%s: no curves\n", p->name);
    else if (CHECK(!read_curves(expected, &want, &d)) && CHECK(!read_curves(g.gl_pathv[0], &got, &d)) && CHECK(want.n > 0)) compare(p, &want, &got);
    globfree(&g);
}

static void remove_tree(void)
{
    const pid_t pid = fork();
    if (!pid) {
        execlp("rm", "rm", "-rf", dir, (char *)NULL);
        _exit(127);
    }
    if (pid > 0) waitpid(pid, NULL, 0);
}

int main(void)
{
    if (access(BINARY_DIR "/mainshock", X_OK)) {
        printf("skipped: the program has not been built\n");
        return 77;
    }
    if (!mkdtemp(dir)) return 1;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) one(&cases[i]);
    remove_tree();
    printf("%d checks, %d failed\n", check_count, check_failed);
    return check_failed != 0;
}
