#include "engine/monitor.h"
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

double shk_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

double shk_rss_mb(void)
{
    long size = 0, resident = 0;
    FILE *f = fopen("/proc/self/statm", "r");
    if (!f) return 0;
    if (fscanf(f, "%ld %ld", &size, &resident) != 2) resident = 0;
    fclose(f);
    return (double)resident * (double)sysconf(_SC_PAGESIZE) / 1e6;
}

double shk_peak_mb(void)
{
    struct rusage self, children;
    getrusage(RUSAGE_SELF, &self);
    getrusage(RUSAGE_CHILDREN, &children);
    return (double)(self.ru_maxrss > children.ru_maxrss ? self.ru_maxrss : children.ru_maxrss) / 1024;
}

/* First number in a small file of the kernel; otherwise where there is none (or the word "max"). */
static double number_in(const char *path, double otherwise)
{
    double v;
    FILE *f = fopen(path, "r");
    if (!f) return otherwise;
    if (fscanf(f, "%lf", &v) != 1) v = otherwise;
    fclose(f);
    return v;
}

static double meminfo(void)
{
    char line[128];
    double kb = 1e15;
    FILE *f = fopen("/proc/meminfo", "r");
    if (!f) return 1e18;
    while (fgets(line, sizeof line, f))
        if (sscanf(line, "MemAvailable: %lf", &kb) == 1) break;
    fclose(f);
    return kb * 1024;
}

/* Cached files of a control group, which the kernel gives back when memory is short. */
static double cached(const char *path)
{
    char line[128];
    double own = 0, total = 0, v;           /* the first version of groups also has totals with the groups below */
    FILE *f = fopen(path, "r");
    if (!f) return 0;
    while (fgets(line, sizeof line, f))
        if (sscanf(line, "inactive_file %lf", &v) == 1 || sscanf(line, "active_file %lf", &v) == 1) own += v;
        else if (sscanf(line, "total_inactive_file %lf", &v) == 1 || sscanf(line, "total_active_file %lf", &v) == 1) total += v;
    fclose(f);
    return total > 0 ? total : own;
}

/* What is left of the limits of the control groups that this process is in. Inside a container the mount shows its own group as the root. */
static double cgroup(void)
{
    char line[512], path[700];
    double least = 1e18;
    FILE *f = fopen("/proc/self/cgroup", "r");
    if (!f) return least;
    while (fgets(line, sizeof line, f)) {
        line[strcspn(line, "\n")] = 0;
        const int v2 = !strncmp(line, "0::", 3);
        const char *name = v2 ? line + 3 : strstr(line, ":memory:") ? strstr(line, ":memory:") + 8 : NULL;
        if (!name) continue;
        const char *const in[] = { name, "" };
        for (int k = 0; k < 2; k++) {
            snprintf(path, sizeof path, v2 ? "/sys/fs/cgroup%s/memory.max" : "/sys/fs/cgroup/memory%s/memory.limit_in_bytes", in[k]);
            const double limit = number_in(path, 1e18);
            snprintf(path, sizeof path, v2 ? "/sys/fs/cgroup%s/memory.current" : "/sys/fs/cgroup/memory%s/memory.usage_in_bytes", in[k]);
            const double used = number_in(path, 0);
            snprintf(path, sizeof path, v2 ? "/sys/fs/cgroup%s/memory.stat" : "/sys/fs/cgroup/memory%s/memory.stat", in[k]);
            const double left = limit - used + cached(path);
            if (limit < 1e18 && left < least) least = left > 0 ? left : 0;
        }
    }
    fclose(f);
    return least;
}

double shk_available_memory(void)
{
    double have = meminfo();
    const double group = cgroup();
    struct rlimit r;
    if (group < have) have = group;
    if (!getrlimit(RLIMIT_AS, &r) && r.rlim_cur != RLIM_INFINITY) {         /* ulimit -v */
        double pages = 0;
        FILE *f = fopen("/proc/self/statm", "r");
        if (f && fscanf(f, "%lf", &pages) != 1) pages = 0;
        if (f) fclose(f);
        const double left = (double)r.rlim_cur - pages * (double)sysconf(_SC_PAGESIZE);
        if (left < have) have = left > 0 ? left : 0;
    }
    return have;
}

void shk_operation_add(struct shk_operations *m, const char *name, double seconds, double memory_mb, size_t counts)
{
    size_t i = 0;
    while (i < m->n && strcmp(m->op[i].name, name)) i++;
    if (i == m->n) {
        if (m->n == SHK_MONITOR_MAX) return;
        snprintf(m->op[m->n++].name, sizeof m->op[0].name, "%s", name);
    }
    m->op[i].seconds += seconds;
    m->op[i].counts += counts;
    if (memory_mb > m->op[i].memory_mb) m->op[i].memory_mb = memory_mb;
}
