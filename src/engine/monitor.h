/* monitor.h — seconds, memory and counts of every operation of a calculation. */
#ifndef SHK_ENGINE_MONITOR_H
#define SHK_ENGINE_MONITOR_H
#include <stddef.h>

enum { SHK_MONITOR_MAX = 64 };
struct shk_operation { char name[48]; double seconds, memory_mb; size_t counts; };
struct shk_history;                         /* history.h: what the tasks took */
struct shk_operations { size_t n; struct shk_operation op[SHK_MONITOR_MAX]; struct shk_history *history; };     /* history NULL: not kept */

double shk_seconds(void);                       /* seconds, monotonic */
double shk_rss_mb(void);                    /* resident memory of this process now */
double shk_peak_mb(void);                   /* high-water mark of this process and, the largest of them, its children */
double shk_available_memory(void);          /* bytes that could be used without swapping, within the limits of the control group and of ulimit -v; 1e18 where unknown */
/* Adds to the operation of that name (made when new; dropped when the table is full). memory: the larger one is kept. */
void shk_operation_add(struct shk_operations *m, const char *name, double seconds, double memory_mb, size_t counts);
#endif
