/* What was done, how long it took, how much memory the processes have together; traces. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "swarm/internal.h"

enum { MASTER = 100000 };           /* its row in traces, below those of workers */
/* Shared pages are counted exactly when a part "change" of the memory has come or gone, for at most sample_cost of the time; else for recount_cost of it. */
static const double sample_every = 0.5, change = 0.125, sample_cost = 0.02, recount_cost = 0.001;

struct shk_watch {
    struct shk_op *op;
    size_t nop, cap;
    size_t rss, peak;
    size_t counted, resident;       /* at the last exact count: its result, and with shared pages in full */
    double next, count, recount;    /* the next look; exact counts: not before, not after */
    FILE *trace;
    double opened, origin;          /* when the swarm was, and time 0 of the trace */
};

struct shk_watch *shk_watch_new(const struct shk_swarm_options *opt, struct shk_diag *diag)
{
    struct shk_watch *w = calloc(1, sizeof *w);
    if (!w) return NULL;
    w->opened = shk_now();
    w->origin = opt->trace_origin > 0 ? opt->trace_origin : w->opened;
    if (!opt->trace) return w;
    w->trace = fopen(opt->trace, "we");
    if (!w->trace) {
        shk_fail(diag, SHK_E_IO, "%s: cannot write the trace", opt->trace);
        free(w);
        return NULL;
    }
    fprintf(w->trace, "[\n{\"name\":\"process_name\",\"ph\":\"M\",\"pid\":1,\"args\":{\"name\":\"swarm\"}}");
    fprintf(w->trace, ",\n{\"name\":\"thread_name\",\"ph\":\"M\",\"pid\":1,\"tid\":%d,\"args\":{\"name\":\"master\"}}", MASTER);
    return w;
}

void shk_watch_free(struct shk_watch *w)
{
    if (!w) return;
    if (w->trace) {
        fprintf(w->trace, "\n]\n");
        fclose(w->trace);
    }
    free(w->op);
    free(w);
}

static void put_text(FILE *f, const char *s)
{
    putc('"', f);
    for (; *s; s++) {
        const unsigned char c = (unsigned char)*s;
        if (c == '"' || c == '\\') fprintf(f, "\\%c", c);
        else if (c < 32 || c == 127) putc(' ', f);
        else putc(c, f);
    }
    putc('"', f);
}

static struct shk_op *row(struct shk_watch *w, const char *task, const char *name)
{
    size_t after = w->nop;
    for (size_t i = 0; i < w->nop; i++) {
        if (strncmp(w->op[i].task, task, sizeof w->op[i].task - 1)) continue;
        if (!strncmp(w->op[i].name, name, sizeof w->op[i].name - 1)) return &w->op[i];
        after = i + 1;
    }
    if (w->nop == w->cap) {
        const size_t cap = w->cap ? 2 * w->cap : 32;
        struct shk_op *p = realloc(w->op, cap * sizeof *p);
        if (!p) return NULL;                                    /* a row less in a table for people */
        w->op = p;
        w->cap = cap;
    }
    memmove(w->op + after + 1, w->op + after, (w->nop - after) * sizeof *w->op);
    w->nop++;
    w->op[after] = (struct shk_op){ 0 };
    snprintf(w->op[after].task, sizeof w->op[after].task, "%s", task);
    snprintf(w->op[after].name, sizeof w->op[after].name, "%s", name);
    return &w->op[after];
}

void shk_watch_commit(struct shk_watch *w, const struct shk_task_info *info, const struct shk_op_delta *op, size_t nop, const char *what)
{
    struct shk_op *r = row(w, info->name, "");
    if (r) {
        r->seconds += info->seconds;
        r->calls++;
        r->count += info->received;
        if (info->peak > r->peak) r->peak = info->peak;
    }
    for (size_t i = 0; i < nop; i++) {
        char name[sizeof op->name];
        memcpy(name, op[i].name, sizeof name);
        name[sizeof name - 1] = 0;
        if (!name[0] || !(r = row(w, info->name, name))) continue;
        r->seconds += op[i].seconds;
        r->calls += op[i].calls;
        r->count += op[i].count;
    }
    if (!w->trace) return;
    fprintf(w->trace, ",\n{\"name\":");
    put_text(w->trace, info->name);
    fprintf(w->trace, ",\"ph\":\"X\",\"pid\":1,\"tid\":%d,\"ts\":%.1f,\"dur\":%.1f,\"args\":{\"task\":%llu,\"weight\":%.6g,\"cpu\":%.6f,\"bytes\":%zu,\"rss\":%zu,\"what\":",
        info->worker, 1e6 * (info->start + w->opened - w->origin), 1e6 * info->seconds, (unsigned long long)info->task, info->weight, info->cpu, info->received, info->rss);
    put_text(w->trace, what);
    fprintf(w->trace, "}}");
}

void shk_watch_event(struct shk_watch *w, int worker, const char *name)
{
    if (!w->trace) return;
    fprintf(w->trace, ",\n{\"name\":");
    put_text(w->trace, name);
    fprintf(w->trace, ",\"ph\":\"i\",\"s\":\"t\",\"pid\":1,\"tid\":%d,\"ts\":%.1f}", worker, 1e6 * (shk_now() - w->origin));
}

enum shk_err shk_swarm_trace_add(const char *path, double origin, const struct shk_span *span, size_t n, struct shk_diag *diag)
{
    const char *comma = ",";
    FILE *f = fopen(path, "r+e");
    if (f && (fseek(f, 0, SEEK_END) || ftell(f) < 3 || fseek(f, -3, SEEK_END))) {       /* before its "\n]\n" */
        fclose(f);
        f = NULL;
    }
    if (!f) {
        if (!(f = fopen(path, "we"))) return shk_fail(diag, SHK_E_IO, "%s: cannot write the trace", path);
        putc('[', f);
        comma = "";
    }
    for (size_t i = 0; i < n; i++, comma = ",") {
        fprintf(f, "%s\n{\"name\":", comma);
        put_text(f, span[i].name);
        fprintf(f, ",\"ph\":\"X\",\"pid\":1,\"tid\":%d,\"ts\":%.1f,\"dur\":%.1f}", MASTER, 1e6 * fmax(span[i].start - origin, 0), 1e6 * span[i].seconds);
    }
    fprintf(f, "\n]\n");
    return fclose(f) ? shk_fail(diag, SHK_E_IO, "%s: cannot write the trace", path) : SHK_OK;
}

/* The proportional set size: pages shared by k processes count 1/k in each, so that the sum over processes is right. The kernel walks all
 * pages for it: milliseconds a process. */
static size_t proportional(int pid)
{
    char path[64], line[160];
    unsigned long long kib = 0;
    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", pid);
    FILE *f = fopen(path, "re");
    if (!f) return 0;
    while (fgets(line, sizeof line, f))
        if (sscanf(line, "Pss: %llu", &kib) == 1) break;
    fclose(f);
    return (size_t)kib * 1024;
}

/* Resident pages, shared ones counted in full: a number that the kernel has ready. */
static size_t resident(int pid)
{
    char path[64];
    unsigned long long pages = 0;
    snprintf(path, sizeof path, "/proc/%d/statm", pid);
    FILE *f = fopen(path, "re");
    if (!f) return 0;
    if (fscanf(f, "%*u %llu", &pages) != 1) pages = 0;
    fclose(f);
    return (size_t)pages * (size_t)sysconf(_SC_PAGESIZE);
}

static size_t of_all(size_t (*bytes)(int pid), const struct shk_worker *worker, int n)
{
    size_t sum = bytes((int)getpid());
    for (int i = 0; i < n; i++)
        if (worker[i].pid > 0 && !worker[i].exited) sum += bytes((int)worker[i].pid);
    return sum;
}

/* What has come or gone since the last exact count is taken for a process's own. */
void shk_watch_memory(struct shk_watch *w, const struct shk_worker *worker, int n, double now)
{
    if (now < w->next) return;
    w->next = now + sample_every;
    const size_t seen = of_all(resident, worker, n);
    const double more = (double)seen - (double)w->resident;
    if (now >= w->recount || (now >= w->count && fabs(more) > change * (double)w->counted)) {
        w->rss = w->counted = of_all(proportional, worker, n);
        w->resident = seen;
        const double took = shk_now() - now;
        w->count = now + took / sample_cost;
        w->recount = now + took / recount_cost;
    } else w->rss = (size_t)fmax((double)w->counted + more, 0);
    if (w->rss > w->peak) w->peak = w->rss;
    if (w->trace) fprintf(w->trace, ",\n{\"name\":\"memory\",\"ph\":\"C\",\"pid\":1,\"ts\":%.1f,\"args\":{\"MiB\":%.1f}}", 1e6 * (now - w->origin), (double)w->rss / 0x1p20);
}

size_t shk_watch_rss(const struct shk_watch *w) { return w->rss; }
size_t shk_watch_peak(const struct shk_watch *w) { return w->peak; }
const struct shk_op *shk_watch_ops(const struct shk_watch *w, size_t *n) { *n = w->nop; return w->op; }
