/* internal.h — pieces of reading a job file, shared by job.c, files.c, job_toml.c and check.c. */
#ifndef SHK_JOB_INTERNAL_H
#define SHK_JOB_INTERNAL_H
#include "job/job.h"

struct shk_entry { const char *key, *value; const char *file; int line; const char *dir, *root; };     /* dir: of relative paths; NULL: the job's. root: with dir, as the reader's */
struct shk_entries { size_t n, cap; struct shk_entry *v; };
/* Replaces the entry of the same key, or adds one. */
SHK_CHECKED enum shk_err shk_entries_set(struct shk_entries *e, struct shk_entry x, struct shk_arena *arena, struct shk_diag *d);

/* Index of a parameter, or -1. */
int shk_param_find(const char *name);
/* Today's name of a parameter that was renamed, or NULL. */
const char *shk_param_alias(const char *name);
/* The known name closest to an unknown one, or NULL if none is close. */
const char *shk_param_suggest(const char *name);
/* Converts the text of an entry and stores it in the job. */
SHK_CHECKED enum shk_err shk_param_set(struct shk_job *job, enum shk_param p, const struct shk_entry *x, struct shk_arena *arena, struct shk_diag *d);
SHK_CHECKED enum shk_err shk_param_defaults(struct shk_job *job, struct shk_arena *arena, struct shk_diag *d);

/* Does key name files: does it end in _file, _csv or _hdf5? */
int shk_is_input_key(const char *key);
int shk_known_input(const char *base);

/* State while a job is read. */
struct shk_job_reader {
    struct shk_job *job;
    const char *file;           /* how messages call the job file */
    struct shk_arena *arena;
    struct shk_log *log;
    struct shk_diag *d;
    struct shk_entries entries;
    const char *root;           /* folder of the job's archive, which its paths must not leave; NULL without */
    size_t nunpacked; const char *unpacked[16];     /* folders of archives that inputs name: looked into for files that are not beside the job */
};

/* job.toml into entries. */
SHK_CHECKED enum shk_err shk_job_toml(struct shk_job_reader *r, const char *text, size_t n);
/* Takes the entry of an input into job->input. */
SHK_CHECKED enum shk_err shk_job_add_input(struct shk_job_reader *r, const struct shk_entry *x);
/* The legacy form of reqv: any parameter whose value ends in .hdf5. */
SHK_CHECKED enum shk_err shk_job_add_reqv(struct shk_job_reader *r, const struct shk_entry *x);
/* inputs['sites'] becomes inputs['site_model'] (inputs.md 1.2). */
SHK_CHECKED enum shk_err shk_job_sites_to_model(struct shk_job_reader *r);
/* Values that follow from others, then the checks of inputs.md 2 that need no other file. */
SHK_CHECKED enum shk_err shk_job_derive(struct shk_job_reader *r);
SHK_CHECKED enum shk_err shk_job_check(struct shk_job_reader *r);
#endif
