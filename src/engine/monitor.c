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

double shk_available_memory(void)
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
