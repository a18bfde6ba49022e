/* csv.h — comma-separated values: lines that begin with '#' before the header, a header, rows. */
#ifndef SHK_IO_CSV_H
#define SHK_IO_CSV_H
#include <stddef.h>
#include "base/arena.h"
#include "base/err.h"

/* A reader that hands out row after row and keeps none of them. Cells are without blanks at both ends, unquoted ("a ""b""" is a "b"),
 * and end in 0; they are valid until the text goes. */
struct shk_csv {
    const char *name;               /* of the file, for messages */
    const char *pre;                /* the first of the lines before the header, without '#'; "" if there is none */
    size_t ncols;
    const char *const *col;         /* header; NULL if there is none */
    const char **cell;              /* the row that shk_csv_next has read */
    int line;                       /* where it begins */
    /* private */
    char *p, *end;
    int next_line;
    struct shk_diag *d;
};

/* text[0..n) is changed in place, text[n] must be writable too. header: the first line that does not begin with '#' names the columns; else the
 * first line fixes their number. Blank lines are skipped. Errors with name:line; at most 65536 columns (SHK_E_LIMIT). */
SHK_CHECKED enum shk_err shk_csv_begin(char *text, size_t n, const char *name, int header, struct shk_arena *arena, struct shk_diag *d, struct shk_csv *out);
/* *more = 0 at the end. A row with more or fewer cells than columns is an error (SHK_E_SYNTAX). */
SHK_CHECKED enum shk_err shk_csv_next(struct shk_csv *c, int *more);
/* Opens a file of at most limit bytes. */
SHK_CHECKED enum shk_err shk_csv_open(const char *path, size_t limit, int header, struct shk_arena *arena, struct shk_diag *d, struct shk_csv *out);
/* Index of a column, or -1. */
long shk_csv_col(const struct shk_csv *c, const char *name);
/* Cell k of the row as a finite number, with an error that names file, line and column. */
SHK_CHECKED enum shk_err shk_csv_number(const struct shk_csv *c, size_t k, double *out);
#endif
