/* A task that yields partial results: whenever what it has accumulated passes max_size it emits it, commits, and goes on
 * from there. Memory stays bounded, and if its process dies only the last piece is done again (here, one does die).
 * The work: all Pythagorean triples a < b < c with c up to 3000; nobody knows beforehand how many there are. */
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include "swarm/swarm.h"

enum { LARGEST = 3000, MAX_SIZE = 2048 };            /* bytes; hundreds of megabytes, for real work */
struct triple { int a, b, c; };

static enum shk_err triples(struct shk_task *task, const void *msg, size_t n, void *user, struct shk_diag *diag)
{
    (void)n; (void)user;
    int range[3] = { ((const int *)msg)[0], ((const int *)msg)[1], 0 };     /* c from, to; is this after a crash or a commit? */
    const int again = ((const int *)msg)[2];
    for (; range[0] < range[1]; range[0]++) {
        const int c = range[0];
        for (int a = 1; a < c; a++) {
            const int b = (int)lround(sqrt((double)c * c - (double)a * a));
            if (b <= a || a * a + b * b != c * c) continue;
            const struct triple t = { a, b, c };
            SHK_TRY(shk_task_emit(task, &t, sizeof t, diag));
        }
        if (shk_task_emitted(task) < MAX_SIZE) continue;
        const int rest[3] = { c + 1, range[1], 1 };
        SHK_TRY(shk_task_commit(task, rest, sizeof rest, rest[1] - rest[0], diag));
        if (!again && c > 2000) raise(SIGKILL);     /* for once, in the middle of things */
    }
    return SHK_OK;
}

static enum shk_err collect(void *user, const struct shk_part *part, struct shk_diag *diag)
{
    const struct triple *t = part->data;
    unsigned char *seen = user;                     /* how many triples have this c */
    if (part->n != sizeof *t || t->c > LARGEST) return shk_fail(diag, SHK_E_COMPUTE, "not a triple");
    seen[t->c]++;
    return SHK_OK;
}

int main(void)
{
    static const struct shk_task_fn fns[] = { { "triples", triples, NULL } };
    const struct shk_swarm_options opt = { .workers = 2, .fns = fns, .nfns = 1 };
    static unsigned char seen[LARGEST + 1];
    struct shk_swarm *swarm;
    struct shk_diag diag = { 0 };
    enum shk_err e = shk_swarm_open(&opt, &diag, &swarm);
    for (int from = 1; e == SHK_OK && from <= LARGEST; from += 1000) {
        const int range[3] = { from, from + 1000, 0 };
        e = shk_swarm_submit(swarm, 0, range, sizeof range, 1000, &diag);
    }
    if (e == SHK_OK) e = shk_swarm_run(swarm, collect, seen, &diag);
    int all = 0, direct = 0;
    for (int c = 1; c <= LARGEST; c++) all += seen[c];
    /* Euclid: k (m^2 - n^2, 2 m n, m^2 + n^2) with m > n coprime, not both odd. */
    for (int m = 2; m * m <= LARGEST; m++)
        for (int n = 1; n < m && m * m + n * n <= LARGEST; n++) {
            int x = m, y = n;
            while (y) { const int r = x % y; x = y; y = r; }
            if (x == 1 && (m - n) % 2) direct += LARGEST / (m * m + n * n);
        }
    struct shk_progress p = { 0 };
    if (e != SHK_OK) fprintf(stderr, "%s\n", diag.text);
    else {
        shk_swarm_progress(swarm, &p);
        printf("%d triples, %d expected; %d tasks tried again\n", all, direct, (int)p.retries);
    }
    shk_swarm_close(swarm);
    return e != SHK_OK || all != direct || !p.retries;
}
