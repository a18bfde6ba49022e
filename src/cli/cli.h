/* cli.h — the subcommands: each takes what follows its name and returns the exit status (0 done, 1 bad input or usage,
 * 2 failed while computing, 130 interrupted). Data go to standard output, messages to standard error. */
#ifndef SHK_CLI_H
#define SHK_CLI_H
#include "base/err.h"

enum { SHK_EXIT_OK, SHK_EXIT_INPUT, SHK_EXIT_COMPUTE, SHK_EXIT_INTERRUPTED = 130 };

#define SHK_COMMANDS(X) \
    X(run,    "run JOB.ini|.toml|.zip [NEXT.ini] [options]", "compute a job and export its results; run --help lists the options") \
    X(worker, "worker --cluster zmq://HOST:PORT|amqp[s]://USER:PASSWORD@HOST/VHOST [--workers N] [--key FILE] [--jobs N]", "compute for other machines (docs/cluster.md)") \
    X(check,  "check JOB.ini",                                   "validate a job and print what would be computed") \
    X(resume, "resume ID [options]",                             "go on with a calculation that was interrupted or failed") \
    X(abort,  "abort ID",                                        "stop a calculation and drop what it has finished") \
    X(replay, "replay ID TASK",                                  "run one task of an unfinished calculation alone, in this process") \
    X(list,   "list",                                            "calculations in the data directory") \
    X(show,   "show ID [KEY]",                                   "outputs, time and memory of a calculation (-1: the last one); KEY: an object of its datastore as CSV, / for their list") \
    X(top,    "top [ID] [--once]",                               "calculations that are running, and what each worker does") \
    X(explain, "explain ID",                                     "where the time of a calculation went, and what to change") \
    X(export, "export ID [--exports csv,npz,hdf5,geojson,png] [--export-dir DIR]",   "export the results of a calculation again") \
    X(plot,   "plot ID hcurves|hmaps|uhs [--site N] | ID|JOB.ini sources | gsim NAME... [--format png|svg] [--export-dir DIR]", "draw the results of a calculation, or ground-motion models") \
    X(report, "report ID [--export-dir DIR]",                    "one HTML page about a calculation") \
    X(gsims,  "gsims [NAME] [--json]",                           "ground-motion models and what they need") \
    X(gsim,   "gsim NAME --table T.csv",                         "evaluate a model on the rows of a table; columns: imt and what gsims NAME lists, as rup_mag, dist_rjb, site_vs30")

#define X(name, usage, what) int shk_cmd_##name(int argc, char **argv);
SHK_COMMANDS(X)
#undef X

/* What a calculation left: its row in the list (c), its operations (unless m is NULL) and its results, which live in a; id -1: the last one. */
struct shk_arena;
struct shk_calc;
struct shk_diag;
struct shk_operations;
struct shk_results;
SHK_CHECKED enum shk_err shk_stored(long id, struct shk_arena *a, struct shk_diag *d, struct shk_calc *c, struct shk_operations *m, struct shk_results **r);

/* The job that a calculation was started with, and its -p; they live in the arena. SHK_E_NOTFOUND where that is not known. */
struct shk_db;
struct shk_job_before;
SHK_CHECKED enum shk_err shk_job_started(struct shk_db *db, const struct shk_calc *c, struct shk_arena *arena, struct shk_diag *d, struct shk_job_before *out);

/* Exit status for an error, after printing its message as one line on standard error. */
int shk_report(const struct shk_diag *d);
#endif
