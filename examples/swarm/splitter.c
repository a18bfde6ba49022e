/* A task that splits: it cuts its work into blocks of at most max_weight and submits one subtask for each.
 * The work: how many primes are there below a million? Trial division makes large numbers heavier than small ones. */
#include <math.h>
#include <stdio.h>
#include "swarm/swarm.h"

enum { SPLIT, COUNT };
struct range { unsigned begin, end; };

static double weight(struct range r) { return pow(r.end, 1.5) - pow(r.begin, 1.5); }     /* about sqrt(n) divisions each */

static enum shk_err split(struct shk_task *task, const void *msg, size_t n, void *user, struct shk_diag *diag)
{
    (void)n; (void)user;
    const struct range all = *(const struct range *)msg;
    const double max_weight = weight(all) / 40;
    for (struct range block = { all.begin, all.begin }; block.begin < all.end; block.begin = block.end) {
        while (block.end < all.end && weight(block) < max_weight) block.end += 1000;
        if (block.end > all.end) block.end = all.end;
        SHK_TRY(shk_task_submit(task, COUNT, &block, sizeof block, weight(block), diag));
    }
    return SHK_OK;
}

static int is_prime(unsigned n)
{
    for (unsigned d = 2; d * d <= n; d++)
        if (n % d == 0) return 0;
    return n > 1;
}

static enum shk_err count(struct shk_task *task, const void *msg, size_t n, void *user, struct shk_diag *diag)
{
    (void)n; (void)user;
    const struct range r = *(const struct range *)msg;
    unsigned primes = 0;
    for (unsigned i = r.begin; i < r.end; i++) primes += (unsigned)is_prime(i);
    return shk_task_emit(task, &primes, sizeof primes, diag);
}

/* Runs in the master, once for each emitted result. */
static enum shk_err add(void *user, const struct shk_part *part, struct shk_diag *diag)
{
    (void)diag;
    *(unsigned *)user += *(const unsigned *)part->data;
    return SHK_OK;
}

int main(void)
{
    static const struct shk_task_fn fns[] = { [SPLIT] = { "split", split, NULL }, [COUNT] = { "count", count, NULL } };
    const struct shk_swarm_options opt = { .workers = 2, .fns = fns, .nfns = 2 };
    const struct range all = { 0, 1000000 };
    struct shk_swarm *swarm;
    struct shk_diag diag = { 0 };
    unsigned primes = 0;
    enum shk_err e = shk_swarm_open(&opt, &diag, &swarm);
    if (e == SHK_OK) e = shk_swarm_submit(swarm, SPLIT, &all, sizeof all, 1, &diag);
    if (e == SHK_OK) e = shk_swarm_run(swarm, add, &primes, &diag);
    if (e != SHK_OK) fprintf(stderr, "%s\n", diag.text);
    else printf("%u primes below %u\n", primes, all.end);
    shk_swarm_close(swarm);
    return e != SHK_OK || primes != 78498;
}
