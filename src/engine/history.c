#include "engine/history.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "io/h5.h"

void shk_history_task(struct shk_history *h, const struct shk_task_row *row)
{
    if (h->ntasks == h->task_cap) {
        const size_t cap = h->task_cap ? 2 * h->task_cap : 256;
        struct shk_task_row *p = cap <= SHK_TASK_ROWS_MAX ? SHK_NEW(h->arena, struct shk_task_row, cap) : NULL;
        if (!p) return;
        if (h->ntasks) memcpy(p, h->task, h->ntasks * sizeof *p);
        h->task = p;
        h->task_cap = cap;
    }
    h->task[h->ntasks++] = *row;
}

/* ---- writing ---- */

#define FIELD(s, name, type) { #name, type, offsetof(struct s, name), 0, 0 }
#define CHARS(s, as, name) { as, SHK_H5_CHARS, offsetof(struct s, name), sizeof ((struct s *)0)->name, 0 }

/* Time a core was busy in a round: the reference's table, with its field names. */
struct core_times { char taskname[50]; float mean, std, min, max; };

static struct core_times core_times(const struct shk_history *h, const struct shk_round_row *round)
{
    struct core_times t = { .min = INFINITY };
    double sum = 0, square = 0, *busy = calloc((size_t)(round->workers > 0 ? round->workers : 1), sizeof *busy);
    memcpy(t.taskname, round->name, sizeof t.taskname);
    for (size_t i = 0; busy && i < h->ntasks; i++)
        if (h->task[i].worker >= 0 && h->task[i].worker < round->workers && !strcmp(h->task[i].name, round->name)) busy[h->task[i].worker] += h->task[i].duration;
    for (int w = 0; busy && w < round->workers; w++) {
        sum += busy[w];
        square += busy[w] * busy[w];
        t.min = fminf(t.min, (float)busy[w]);
        t.max = fmaxf(t.max, (float)busy[w]);
    }
    free(busy);
    const double n = round->workers > 0 ? round->workers : 1, mean = sum / n;
    t.mean = (float)mean;
    t.std = (float)sqrt(fmax(square / n - mean * mean, 0));
    if (!isfinite(t.min)) t.min = 0;
    return t;
}

enum shk_err shk_history_write(struct shk_h5 *f, const struct shk_history *h, struct shk_diag *d)
{
    static const struct shk_h5_field task[] = { CHARS(shk_task_row, "taskname", name), { "task_no", SHK_H5_U32, offsetof(struct shk_task_row, no), 0, 0 },
        FIELD(shk_task_row, weight, SHK_H5_F32), FIELD(shk_task_row, duration, SHK_H5_F32), FIELD(shk_task_row, received, SHK_H5_I64),
        FIELD(shk_task_row, mem_gb, SHK_H5_F32), FIELD(shk_task_row, cpu, SHK_H5_F32), FIELD(shk_task_row, start, SHK_H5_F64), FIELD(shk_task_row, worker, SHK_H5_I32) };
    static const struct shk_h5_field core[] = { CHARS(core_times, "taskname", taskname), FIELD(core_times, mean, SHK_H5_F32), FIELD(core_times, std, SHK_H5_F32),
        FIELD(core_times, min, SHK_H5_F32), FIELD(core_times, max, SHK_H5_F32) };
    static const struct shk_h5_field round[] = { CHARS(shk_round_row, "taskname", name), FIELD(shk_round_row, workers, SHK_H5_I32), FIELD(shk_round_row, tasks, SHK_H5_U64),
        FIELD(shk_round_row, splits, SHK_H5_U64), FIELD(shk_round_row, retries, SHK_H5_U64), FIELD(shk_round_row, start, SHK_H5_F64),
        FIELD(shk_round_row, seconds, SHK_H5_F64), FIELD(shk_round_row, available, SHK_H5_F64), FIELD(shk_round_row, busy, SHK_H5_F64),
        FIELD(shk_round_row, idle, SHK_H5_F64), FIELD(shk_round_row, transfer, SHK_H5_F64), FIELD(shk_round_row, lost, SHK_H5_F64),
        FIELD(shk_round_row, cpu, SHK_H5_F64), FIELD(shk_round_row, master_cpu, SHK_H5_F64), FIELD(shk_round_row, peak, SHK_H5_I64) };
    static const struct shk_h5_field source[] = { { "source_id", SHK_H5_TEXT, offsetof(struct shk_source_row, id), 0, 0 },
        { "grp_id", SHK_H5_U16, offsetof(struct shk_source_row, grp), 0, 0 }, { "code", SHK_H5_CHARS, offsetof(struct shk_source_row, code), 1, 0 },
        FIELD(shk_source_row, calc_time, SHK_H5_F32), FIELD(shk_source_row, num_ctxs, SHK_H5_U64), FIELD(shk_source_row, num_ruptures, SHK_H5_U32),
        FIELD(shk_source_row, weight, SHK_H5_F32) };
    struct core_times times[SHK_ROUNDS_MAX];
    for (size_t i = 0; i < h->nrounds; i++) times[i] = core_times(h, &h->round[i]);
    SHK_TRY(shk_h5_write_records(f, "task_info", task, sizeof task / sizeof *task, sizeof *h->task, h->ntasks, h->task, d));
    SHK_TRY(shk_h5_write_records(f, "starmap_info", core, sizeof core / sizeof *core, sizeof *times, h->nrounds, times, d));
    SHK_TRY(shk_h5_write_records(f, "swarm_info", round, sizeof round / sizeof *round, sizeof *h->round, h->nrounds, h->round, d));
    return shk_h5_write_records(f, "source_info", source, sizeof source / sizeof *source, sizeof *h->source, h->nsources, h->source, d);
}

/* ---- reading ---- */

struct reader { struct shk_h5 *f; struct shk_arena *a; struct shk_diag *d; };

/* Numbers of a table, a column each; NULL where there is no such table. */
static enum shk_err columns(struct reader *r, const char *path, size_t ncols, const char *const *field, size_t *n, double **col)
{
    struct shk_h5_info info;
    *n = 0;
    SHK_TRY(shk_h5_info(r->f, path, r->d, &info));
    if (info.kind == SHK_H5_NONE || info.n == 0) return SHK_OK;
    for (size_t c = 0; c < ncols; c++) SHK_TRY(shk_h5_column(r->f, path, field[c], 0, r->a, r->d, n, &col[c]));
    return SHK_OK;
}

static enum shk_err names(struct reader *r, const char *path, const char *field, size_t want, const char ***out)
{
    size_t n = 0;
    if (want) SHK_TRY(shk_h5_column_text(r->f, path, field, 0, r->a, r->d, &n, out));
    return n == want ? SHK_OK : shk_fail(r->d, SHK_E_INVALID, "%s: %s changed while it was read", shk_h5_file(r->f), path);
}

static enum shk_err read_tasks(struct reader *r, struct shk_history *h)
{
    static const char *const field[] = { "task_no", "weight", "duration", "received", "mem_gb", "cpu", "start", "worker" };
    double *c[8];
    const char **name = NULL;
    SHK_TRY(columns(r, "task_info", 8, field, &h->ntasks, c));
    SHK_TRY(names(r, "task_info", "taskname", h->ntasks, &name));
    if (!(h->task = SHK_NEW(r->a, struct shk_task_row, h->ntasks + 1))) return shk_fail(r->d, SHK_E_NOMEM, "task_info: out of memory");
    for (size_t i = 0; i < h->ntasks; i++) {
        struct shk_task_row *t = &h->task[i];
        *t = (struct shk_task_row){ .no = (uint32_t)c[0][i], .weight = (float)c[1][i], .duration = (float)c[2][i], .received = (int64_t)c[3][i],
                                    .mem_gb = (float)c[4][i], .cpu = (float)c[5][i], .start = c[6][i], .worker = (int32_t)c[7][i] };
        snprintf(t->name, sizeof t->name, "%s", name[i]);
    }
    return SHK_OK;
}

static enum shk_err read_rounds(struct reader *r, struct shk_history *h)
{
    static const char *const field[] = { "workers", "tasks", "splits", "retries", "start", "seconds", "available", "busy", "idle", "transfer", "lost", "cpu",
                                         "master_cpu", "peak" };
    double *c[14];
    const char **name = NULL;
    SHK_TRY(columns(r, "swarm_info", 14, field, &h->nrounds, c));
    if (h->nrounds > SHK_ROUNDS_MAX) return shk_fail(r->d, SHK_E_LIMIT, "%s: swarm_info has %zu rows", shk_h5_file(r->f), h->nrounds);
    SHK_TRY(names(r, "swarm_info", "taskname", h->nrounds, &name));
    for (size_t i = 0; i < h->nrounds; i++) {
        struct shk_round_row *t = &h->round[i];
        *t = (struct shk_round_row){ .workers = (int32_t)c[0][i], .tasks = (uint64_t)c[1][i], .splits = (uint64_t)c[2][i], .retries = (uint64_t)c[3][i],
            .start = c[4][i], .seconds = c[5][i], .available = c[6][i], .busy = c[7][i], .idle = c[8][i], .transfer = c[9][i], .lost = c[10][i],
            .cpu = c[11][i], .master_cpu = c[12][i], .peak = (int64_t)c[13][i] };
        snprintf(t->name, sizeof t->name, "%s", name[i]);
    }
    return SHK_OK;
}

static enum shk_err read_sources(struct reader *r, struct shk_history *h)
{
    static const char *const field[] = { "grp_id", "calc_time", "num_ctxs", "num_ruptures", "weight" };
    double *c[5];
    const char **id = NULL, **code = NULL;
    SHK_TRY(columns(r, "source_info", 5, field, &h->nsources, c));
    SHK_TRY(names(r, "source_info", "source_id", h->nsources, &id));
    SHK_TRY(names(r, "source_info", "code", h->nsources, &code));
    if (!(h->source = SHK_NEW(r->a, struct shk_source_row, h->nsources + 1))) return shk_fail(r->d, SHK_E_NOMEM, "source_info: out of memory");
    for (size_t i = 0; i < h->nsources; i++)
        h->source[i] = (struct shk_source_row){ .id = id[i], .grp = (uint16_t)c[0][i], .code = code[i][0], .calc_time = (float)c[1][i],
                                                .num_ctxs = (uint64_t)c[2][i], .num_ruptures = (uint32_t)c[3][i], .weight = (float)c[4][i] };
    return SHK_OK;
}

enum shk_err shk_history_read(const char *path, struct shk_arena *a, struct shk_diag *d, struct shk_history **out)
{
    struct reader r = { .a = a, .d = d };
    if (!(*out = SHK_NEW(a, struct shk_history, 1))) return shk_fail(d, SHK_E_NOMEM, "history: out of memory");
    SHK_TRY(shk_h5_open(path, d, &r.f));
    enum shk_err e = read_tasks(&r, *out);
    if (!e) e = read_rounds(&r, *out);
    if (!e) e = read_sources(&r, *out);
    (void)shk_h5_close(r.f, NULL);
    return e;
}
