/* memory.h — what a calculation's big arrays will take, from its sizes, before any of them is allocated. */
#ifndef SHK_ENGINE_MEMORY_H
#define SHK_ENGINE_MEMORY_H
#include <stdio.h>
#include "engine/run.h"

struct shk_need { const char *what, *change; double bytes; };        /* change: the parameter that makes it smaller */
enum { SHK_NEED_MAX = 12 };
struct shk_needs { size_t n; struct shk_need item[SHK_NEED_MAX]; double total, available; };    /* bytes; largest first */

/* Of a job whose model and sites have been read, with run->workers processes on this machine. */
void shk_memory_needs(const struct shk_run *run, struct shk_needs *out);
/* SHK_E_LIMIT when they do not fit into what is available, or into run->memory: names the three largest and what to change. */
SHK_CHECKED enum shk_err shk_memory_check(const struct shk_run *run, const struct shk_needs *needs);
void shk_memory_print(FILE *f, const struct shk_needs *needs);
#endif
