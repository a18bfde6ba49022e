/* csv_file.h — CSV files as the reference writes them: pre-header line, CRLF, minimal quoting. */
#ifndef SHK_OUT_CSV_FILE_H
#define SHK_OUT_CSV_FILE_H
#include <stdio.h>
#include "out/export.h"

struct shk_out_file {
    FILE *f;
    struct shk_diag *d;
    char path[1024], temp[1040];
    int first;                              /* at the start of a line */
    char buffer[1 << 16];
};

/* The file is added to the list; c->f is NULL if another process writes it (struct shk_exported). name: without "_ID.csv", which is added. note: after the standard fields of the pre-header, e.g. ", kind='mean'"; "" for none. */
SHK_CHECKED enum shk_err shk_out_begin(struct shk_out_file *c, const struct shk_results *r, const char *dir, const char *name, int ncol,
                                       const char *note, struct shk_exported *done, struct shk_diag *d);
void shk_out_text(struct shk_out_file *c, const char *s);              /* quoted if needed */
void shk_out_printf(struct shk_out_file *c, const char *fmt, ...) SHK_PRINTF(2, 3);
void shk_out_e(struct shk_out_file *c, double v, int digits);          /* %.{digits}E */
void shk_out_f(struct shk_out_file *c, double v, int digits);          /* %.{digits}f */
void shk_out_end_line(struct shk_out_file *c);
SHK_CHECKED enum shk_err shk_out_end(struct shk_out_file *c);          /* flushes, renames; an error names the file */

/* Room for one more name in the list of exported files; NULL if out of memory. */
char *shk_exported_add(struct shk_exported *done);
#endif
