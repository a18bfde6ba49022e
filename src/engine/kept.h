/* kept.h — files that a calculation which has not ended well leaves in the data directory and elsewhere. */
#ifndef SHK_ENGINE_KEPT_H
#define SHK_ENGINE_KEPT_H
#include "base/arena.h"
#include "engine/db.h"

/* DATADIR/calc_ID.journal: what is finished of a calculation that is not complete (swarm's journal). NULL: out of memory. */
const char *shk_journal_path(const char *datadir, int id, struct shk_arena *a);

/* How a calculation was started is noted in the database under these names: */
#define SHK_NOTE_ARG "argument"             /* of mainshock run, one after the other */
#define SHK_NOTE_FOLDER "folder"            /* where it was started */
#define SHK_NOTE_JOB "job"                  /* which of the two jobs: 0, 1 */
#define SHK_NOTE_PARENT "parent"            /* the calculation before it, when it is the second */
#define SHK_NOTE_CUT "cut"                  /* shk_run.cut */
#define SHK_NOTE_PROGRAM "program"          /* identity.h */
#define SHK_NOTE_INPUTS "inputs"
#define SHK_NOTE_TEMP "temporary folder"    /* of an unpacked archive */
#define SHK_NOTE_BROKER "at the broker"      /* name of the job there, a blank, URL: one for each time it was begun */
#define SHK_NOTE_EXPORTS "export folder"    /* absolute */
/* The last note of that name, or NULL; lives in a. */
SHK_CHECKED enum shk_err shk_note(struct shk_db *db, int id, const char *name, struct shk_arena *a, struct shk_diag *d, const char **out);
/* Removes the folder into which a process that was killed has unpacked the job's archive. */
SHK_CHECKED enum shk_err shk_remove_unpacked(struct shk_db *db, int id, struct shk_arena *a, struct shk_diag *d);
/* Removes what a calculation that no process works on has left: its journal, half-written results, the folder of its archive. */
SHK_CHECKED enum shk_err shk_remove_kept(struct shk_db *db, const char *datadir, int id, struct shk_arena *a, struct shk_diag *d);
#endif
