#include "engine/db.h"
#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "engine/run.h"

struct shk_db { sqlite3 *h; };

static const char schema[] =
    "CREATE TABLE IF NOT EXISTS job(id INTEGER PRIMARY KEY AUTOINCREMENT, mode TEXT, description TEXT, status TEXT, start TEXT, stop TEXT,"
    " seconds REAL, peak_mb REAL, parent INTEGER, pid INTEGER, job_path TEXT);"
    "CREATE TABLE IF NOT EXISTS output(job INTEGER REFERENCES job(id), name TEXT);"
    "CREATE TABLE IF NOT EXISTS performance(job INTEGER REFERENCES job(id), operation TEXT, seconds REAL, memory_mb REAL, counts INTEGER);"
    "CREATE TABLE IF NOT EXISTS note(job INTEGER REFERENCES job(id), name TEXT, value TEXT);"
    "CREATE TABLE IF NOT EXISTS process(job INTEGER PRIMARY KEY REFERENCES job(id), host TEXT, ticks INTEGER);"
    "CREATE TABLE IF NOT EXISTS calibration(name TEXT, job TEXT, seconds REAL, PRIMARY KEY(name, job));"
    "CREATE TABLE IF NOT EXISTS log(job INTEGER REFERENCES job(id), time TEXT, level TEXT, message TEXT);";

enum shk_err shk_datadir(struct shk_arena *a, struct shk_diag *d, const char **out)
{
    const char *dir = getenv("MAINSHOCK_DATADIR"), *home = getenv("HOME");
    if (!dir || !*dir) {
        if (!home || !*home) return shk_fail(d, SHK_E_INVALID, "neither MAINSHOCK_DATADIR nor HOME is set: no data directory");
        dir = shk_arena_printf(a, "%s/mainshock", home);
    } else dir = shk_arena_strdup(a, dir);
    if (!dir) return shk_fail(d, SHK_E_NOMEM, "data directory: out of memory");
    if (mkdir(dir, 0777) != 0 && errno != EEXIST) return shk_fail(d, SHK_E_IO, "cannot make the data directory %s: %s", dir, strerror(errno));
    *out = dir;
    return SHK_OK;
}

static enum shk_err failed(struct shk_db *db, struct shk_diag *d, const char *what)
{
    return shk_fail(d, SHK_E_IO, "list of calculations (db.sqlite3): %s: %s", what, sqlite3_errmsg(db->h));
}

enum shk_err shk_db_open(const char *datadir, struct shk_diag *d, struct shk_db **out)
{
    char path[1100];
    struct shk_db *db = calloc(1, sizeof *db);
    if (!db) return shk_fail(d, SHK_E_NOMEM, "list of calculations: out of memory");
    snprintf(path, sizeof path, "%s/db.sqlite3", datadir);
    enum shk_err e = SHK_OK;
    if (sqlite3_open(path, &db->h) != SQLITE_OK) e = failed(db, d, "open");
    else {
        sqlite3_busy_timeout(db->h, 20000);     /* another run may be writing */
        sqlite3_exec(db->h, "PRAGMA synchronous=OFF", NULL, NULL, NULL);
        if (sqlite3_exec(db->h, schema, NULL, NULL, NULL) != SQLITE_OK) e = failed(db, d, "create");
    }
    if (e) {
        shk_db_close(db);
        return e;
    }
    *out = db;
    return SHK_OK;
}

void shk_db_keep_private(struct shk_db *db)
{
    const char *path = sqlite3_db_filename(db->h, "main");
    if (path) (void)!chmod(path, 0600);
}

void shk_db_close(struct shk_db *db)
{
    if (!db) return;
    sqlite3_close(db->h);
    free(db);
}


static sqlite3_stmt *query(struct shk_db *db, const char *sql)
{
    sqlite3_stmt *q = NULL;
    return sqlite3_prepare_v2(db->h, sql, -1, &q, NULL) == SQLITE_OK ? q : NULL;
}

static enum shk_err finish(struct shk_db *db, sqlite3_stmt *q, struct shk_diag *d, const char *what)
{
    const int rc = q ? sqlite3_step(q) : SQLITE_ERROR;
    sqlite3_finalize(q);
    return rc == SQLITE_DONE ? SHK_OK : failed(db, d, what);
}

enum shk_err shk_db_together(struct shk_db *db, struct shk_diag *d)
{
    return sqlite3_exec(db->h, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK ? SHK_OK : failed(db, d, "begin to write");
}

enum shk_err shk_db_done(struct shk_db *db, enum shk_err e, struct shk_diag *d)
{
    if (!e && sqlite3_exec(db->h, "COMMIT", NULL, NULL, NULL) == SQLITE_OK) return SHK_OK;
    if (!e) e = failed(db, d, "write");
    sqlite3_exec(db->h, "ROLLBACK", NULL, NULL, NULL);
    return e;
}

/* ---- which process ---- */

static void host_name(char out[64])
{
    if (gethostname(out, 64)) out[0] = 0;
    out[63] = 0;
}

/* When a process started, in ticks since boot: with its number, that is its name; 0: there is none. */
static unsigned long long started(int pid)
{
    char path[40], text[1024];
    unsigned long long ticks = 0;
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    FILE *f = fopen(path, "re");
    if (!f) return 0;
    const size_t n = fread(text, 1, sizeof text - 1, f);
    fclose(f);
    text[n] = 0;
    const char *p = strrchr(text, ')');         /* the command's name may hold anything */
    char state = 'Z';
    if (!p || sscanf(p + 1, " %c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %llu", &state, &ticks) != 2) return 0;
    return state == 'Z' || state == 'X' ? 0 : ticks;
}

int shk_calc_here(const struct shk_calc *c)
{
    char here[64];
    host_name(here);
    return !c->host[0] || !strcmp(c->host, here);
}

int shk_calc_alive(const struct shk_calc *c)
{
    return !strcmp(c->status, "running") && (!shk_calc_here(c) || (c->ticks != 0 && started(c->pid) == c->ticks));
}

static enum shk_err put_process(struct shk_db *db, int id, struct shk_diag *d)
{
    char here[64];
    host_name(here);
    sqlite3_stmt *q = query(db, "INSERT OR REPLACE INTO process VALUES(?,?,?)");
    if (q) {
        sqlite3_bind_int(q, 1, id);
        sqlite3_bind_text(q, 2, here, -1, SQLITE_TRANSIENT);
        sqlite3_bind_int64(q, 3, (sqlite3_int64)started((int)getpid()));
    }
    return finish(db, q, d, "process of a calculation");
}

enum shk_err shk_db_begin(struct shk_db *db, const struct shk_calc *c, struct shk_diag *d, int *id)
{
    sqlite3_stmt *q = query(db, "INSERT INTO job(mode, description, status, start, parent, pid, job_path) VALUES(?,?,'running',?,?,?,?)");
    if (q) {
        sqlite3_bind_text(q, 1, c->mode, -1, SQLITE_TRANSIENT);
        sqlite3_bind_text(q, 2, c->description, -1, SQLITE_TRANSIENT);
        sqlite3_bind_text(q, 3, c->start, -1, SQLITE_TRANSIENT);
        sqlite3_bind_int(q, 4, c->parent);
        sqlite3_bind_int(q, 5, (int)getpid());
        sqlite3_bind_text(q, 6, c->job_path, -1, SQLITE_TRANSIENT);
    }
    SHK_TRY(finish(db, q, d, "new calculation"));
    *id = (int)sqlite3_last_insert_rowid(db->h);
    return put_process(db, *id, d);
}

static enum shk_err for_job(struct shk_db *db, const char *sql, int id, struct shk_diag *d, const char *what)
{
    sqlite3_stmt *q = query(db, sql);
    if (q) sqlite3_bind_int(q, 1, id);
    return finish(db, q, d, what);
}

static enum shk_err take_over(struct shk_db *db, int id, struct shk_diag *d)
{
    struct shk_calc c;
    SHK_TRY(shk_db_get(db, id, d, &c));
    if (shk_calc_alive(&c)) return shk_fail(d, SHK_E_INVALID, "calculation %d is running (process %d on %s)", id, c.pid, c.host);
    sqlite3_stmt *q = query(db, "UPDATE job SET status='running', stop=NULL, seconds=NULL, pid=? WHERE id=?");
    if (q) {
        sqlite3_bind_int(q, 1, (int)getpid());
        sqlite3_bind_int(q, 2, id);
    }
    SHK_TRY(finish(db, q, d, "calculation that goes on"));
    SHK_TRY(for_job(db, "DELETE FROM output WHERE job=?", id, d, "outputs"));
    SHK_TRY(for_job(db, "DELETE FROM performance WHERE job=?", id, d, "performance"));
    return put_process(db, id, d);
}

enum shk_err shk_db_again(struct shk_db *db, int id, struct shk_diag *d)
{
    SHK_TRY(shk_db_together(db, d));
    return shk_db_done(db, take_over(db, id, d), d);
}

enum shk_err shk_db_mark(struct shk_db *db, int id, const char *status, struct shk_diag *d)
{
    sqlite3_stmt *q = query(db, "UPDATE job SET status=?, stop=datetime('now') WHERE id=?");
    if (q) {
        sqlite3_bind_text(q, 1, status, -1, SQLITE_TRANSIENT);
        sqlite3_bind_int(q, 2, id);
    }
    return finish(db, q, d, "status of a calculation");
}

enum shk_err shk_db_note(struct shk_db *db, int id, const char *name, const char *value, struct shk_diag *d)
{
    sqlite3_stmt *q = query(db, "INSERT INTO note VALUES(?,?,?)");
    if (q) {
        sqlite3_bind_int(q, 1, id);
        sqlite3_bind_text(q, 2, name, -1, SQLITE_TRANSIENT);
        sqlite3_bind_text(q, 3, value, -1, SQLITE_TRANSIENT);
    }
    return finish(db, q, d, "how a calculation was started");
}

enum shk_err shk_db_notes(struct shk_db *db, int id, const char *name, void (*each)(void *, const char *), void *user, struct shk_diag *d)
{
    sqlite3_stmt *q = query(db, "SELECT value FROM note WHERE job=? AND name=? ORDER BY rowid");
    if (!q) return failed(db, d, "how a calculation was started");
    sqlite3_bind_int(q, 1, id);
    sqlite3_bind_text(q, 2, name, -1, SQLITE_TRANSIENT);
    while (sqlite3_step(q) == SQLITE_ROW) each(user, (const char *)sqlite3_column_text(q, 0));
    sqlite3_finalize(q);
    return SHK_OK;
}

enum shk_err shk_db_end(struct shk_db *db, int id, const char *status, double seconds, const struct shk_operations *m, struct shk_diag *d)
{
    SHK_TRY(shk_db_together(db, d));
    sqlite3_stmt *q = query(db, "UPDATE job SET status=?, seconds=?, peak_mb=?, stop=datetime('now') WHERE id=?");
    if (q) {
        sqlite3_bind_text(q, 1, status, -1, SQLITE_TRANSIENT);
        sqlite3_bind_double(q, 2, seconds);
        sqlite3_bind_double(q, 3, shk_peak_mb());
        sqlite3_bind_int(q, 4, id);
    }
    enum shk_err e = finish(db, q, d, "end of a calculation");
    for (size_t i = 0; m && i < m->n && !e; i++) {
        q = query(db, "INSERT INTO performance VALUES(?,?,?,?,?)");
        if (q) {
            sqlite3_bind_int(q, 1, id);
            sqlite3_bind_text(q, 2, m->op[i].name, -1, SQLITE_TRANSIENT);
            sqlite3_bind_double(q, 3, m->op[i].seconds);
            sqlite3_bind_double(q, 4, m->op[i].memory_mb);
            sqlite3_bind_int64(q, 5, (sqlite3_int64)m->op[i].counts);
        }
        e = finish(db, q, d, "performance");
    }
    return shk_db_done(db, e, d);
}

enum shk_err shk_db_output(struct shk_db *db, int id, const char *name, struct shk_diag *d)
{
    sqlite3_stmt *q = query(db, "INSERT INTO output VALUES(?,?)");
    if (q) {
        sqlite3_bind_int(q, 1, id);
        sqlite3_bind_text(q, 2, name, -1, SQLITE_TRANSIENT);
    }
    return finish(db, q, d, "outputs");
}

static void text(sqlite3_stmt *q, int col, char *out, size_t n)
{
    const unsigned char *s = sqlite3_column_text(q, col);
    snprintf(out, n, "%s", s ? (const char *)s : "");
}

#define COLUMNS "id, mode, description, status, start, stop, seconds, peak_mb, parent, job_path, pid,"\
    " (SELECT host FROM process WHERE process.job=id), (SELECT ticks FROM process WHERE process.job=id)"
static void read_calc(sqlite3_stmt *q, struct shk_calc *c)
{
    *c = (struct shk_calc){ .id = sqlite3_column_int(q, 0), .seconds = sqlite3_column_double(q, 6),
                            .peak_mb = sqlite3_column_double(q, 7), .parent = sqlite3_column_int(q, 8), .pid = sqlite3_column_int(q, 10),
                            .ticks = (unsigned long long)sqlite3_column_int64(q, 12) };
    text(q, 1, c->mode, sizeof c->mode);
    text(q, 2, c->description, sizeof c->description);
    text(q, 3, c->status, sizeof c->status);
    text(q, 4, c->start, sizeof c->start);
    text(q, 5, c->stop, sizeof c->stop);
    text(q, 9, c->job_path, sizeof c->job_path);
    text(q, 11, c->host, sizeof c->host);
    if (!strcmp(c->status, "running") && !shk_calc_alive(c)) strcpy(c->status, "died");
}

enum shk_err shk_db_get(struct shk_db *db, int id, struct shk_diag *d, struct shk_calc *out)
{
    sqlite3_stmt *q = query(db, id < 0 ? "SELECT " COLUMNS " FROM job WHERE status='complete' ORDER BY id DESC LIMIT 1"
                                       : "SELECT " COLUMNS " FROM job WHERE id=?");
    if (!q) return failed(db, d, "look-up");
    if (id >= 0) sqlite3_bind_int(q, 1, id);
    const int found = sqlite3_step(q) == SQLITE_ROW;
    if (found) read_calc(q, out);
    sqlite3_finalize(q);
    if (!found && id < 0) return shk_fail(d, SHK_E_NOTFOUND, "there is no complete calculation in this data directory");
    return found ? SHK_OK : shk_fail(d, SHK_E_NOTFOUND, "there is no calculation %d in this data directory", id);
}

enum shk_err shk_db_list(struct shk_db *db, void (*each)(void *, const struct shk_calc *), void *user, struct shk_diag *d)
{
    sqlite3_stmt *q = query(db, "SELECT " COLUMNS " FROM job ORDER BY id DESC");
    if (!q) return failed(db, d, "list");
    struct shk_calc c;
    while (sqlite3_step(q) == SQLITE_ROW) {
        read_calc(q, &c);
        each(user, &c);
    }
    sqlite3_finalize(q);
    return SHK_OK;
}

enum shk_err shk_db_outputs(struct shk_db *db, int id, void (*each)(void *, const char *), void *user, struct shk_diag *d)
{
    sqlite3_stmt *q = query(db, "SELECT name FROM output WHERE job=? ORDER BY rowid");
    if (!q) return failed(db, d, "outputs");
    sqlite3_bind_int(q, 1, id);
    while (sqlite3_step(q) == SQLITE_ROW) each(user, (const char *)sqlite3_column_text(q, 0));
    sqlite3_finalize(q);
    return SHK_OK;
}

enum shk_err shk_db_performance(struct shk_db *db, int id, struct shk_operations *m, struct shk_diag *d)
{
    sqlite3_stmt *q = query(db, "SELECT operation, seconds, memory_mb, counts FROM performance WHERE job=? ORDER BY rowid");
    if (!q) return failed(db, d, "performance");
    sqlite3_bind_int(q, 1, id);
    while (sqlite3_step(q) == SQLITE_ROW)
        shk_operation_add(m, (const char *)sqlite3_column_text(q, 0), sqlite3_column_double(q, 1), sqlite3_column_double(q, 2),
                        (size_t)sqlite3_column_int64(q, 3));
    sqlite3_finalize(q);
    return SHK_OK;
}

/* ---- speed ---- */

static double *field(struct shk_calibration *c, const char *name)
{
    return !strcmp(name, "rates") ? &c->rates : !strcmp(name, "curves") ? &c->curves : !strcmp(name, "output") ? &c->output : NULL;
}

enum shk_err shk_db_calibration(struct shk_db *db, const char *job, struct shk_calibration *out, struct shk_diag *d)
{
    *out = (struct shk_calibration){ 0 };
    sqlite3_stmt *q = query(db, "SELECT name, seconds, job<>'' FROM calibration WHERE job='' OR job=? ORDER BY job");     /* the job's own last */
    if (!q) return failed(db, d, "calibration");
    sqlite3_bind_text(q, 1, job, -1, SQLITE_TRANSIENT);
    while (sqlite3_step(q) == SQLITE_ROW) {
        double *v = field(out, (const char *)sqlite3_column_text(q, 0));
        if (v && sqlite3_column_double(q, 1) > 0) *v = sqlite3_column_double(q, 1);
        out->own |= sqlite3_column_int(q, 2);
    }
    sqlite3_finalize(q);
    return SHK_OK;
}

enum shk_err shk_db_learn(struct shk_db *db, const char *job, const struct shk_calibration *c, struct shk_diag *d)
{
    const struct { const char *name; double seconds; } row[] = { { "rates", c->rates }, { "curves", c->curves }, { "output", c->output } };
    const char *const key[] = { "", job };
    enum shk_err e = SHK_OK;
    SHK_TRY(shk_db_together(db, d));
    for (size_t i = 0; i < 6 && !e; i++) {
        if (!(row[i / 2].seconds > 0)) continue;
        sqlite3_stmt *q = query(db, "INSERT OR REPLACE INTO calibration VALUES(?,?,?)");
        if (q) {
            sqlite3_bind_text(q, 1, row[i / 2].name, -1, SQLITE_TRANSIENT);
            sqlite3_bind_text(q, 2, key[i % 2], -1, SQLITE_TRANSIENT);
            sqlite3_bind_double(q, 3, row[i / 2].seconds);
        }
        e = finish(db, q, d, "calibration");
    }
    return shk_db_done(db, e, d);
}
