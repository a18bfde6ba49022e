/* mainshock worker: this machine's cores for calculations of other machines. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cli/cli.h"
#include "engine/cluster.h"

static volatile sig_atomic_t interrupted;
static void on_signal(int sig) { (void)sig; interrupted = 1; }

static int bad_usage(const char *what, const char *value)
{
    fprintf(stderr, "mainshock worker: %s%s%s%s\nusage: mainshock worker --cluster zmq://HOST:PORT|amqp[s]://USER:PASSWORD@HOST:PORT/VHOST [--workers N] "
                    "[--key FILE] [--jobs N]\n", what, *value ? " '" : "", value, *value ? "'" : "");
    return SHK_EXIT_INPUT;
}

static int count(const char *s, int *out)
{
    char *end;
    const long v = strtol(s, &end, 10);
    if (end == s || *end || v < 1 || v > 4096) return 0;
    *out = (int)v;
    return 1;
}

int shk_cmd_worker(int argc, char **argv)
{
    struct shk_log log = { .level = SHK_LOG_INFO };
    struct shk_cluster_worker w = { .log = &log, .abort = &interrupted };
    const char *key = NULL;
    for (int i = 0; i < argc; i += 2) {
        const char *a = argv[i], *v = i + 1 < argc ? argv[i + 1] : NULL;
        if (!v) return bad_usage("missing value after", a);
        if (!strcmp(a, "--cluster")) w.cluster = v;
        else if (!strcmp(a, "--key") || !strcmp(a, "--cluster-key")) key = v;
        else if (!strcmp(a, "--workers")) {
            if (!count(v, &w.workers)) return bad_usage("--workers: expected a number from 1 to 4096, got", v);
        } else if (!strcmp(a, "--jobs")) {
            if (!count(v, &w.jobs)) return bad_usage("--jobs: expected a number from 1 to 4096, got", v);
        } else return bad_usage("unknown option", a);
    }
    if (!w.cluster) return bad_usage("--cluster is missing", "");
    const struct sigaction act = { .sa_handler = on_signal };
    sigaction(SIGINT, &act, NULL);
    sigaction(SIGTERM, &act, NULL);
    struct shk_diag d = { 0 };
    struct shk_arena *arena = shk_arena_new(0);
    int status = SHK_EXIT_OK;
    if (!arena || shk_cluster_key(key, arena, &d, &w.key) || shk_cluster_work(&w, &d)) status = shk_report(&d);
    shk_arena_free(arena);
    return status;
}
