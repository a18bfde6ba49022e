/* html_report.h — everything about a calculation on one page that needs no other file. */
#ifndef SHK_OUT_HTML_REPORT_H
#define SHK_OUT_HTML_REPORT_H
#include "engine/db.h"
#include "out/export.h"

/* Writes report_ID.html into dir: what was computed, pictures of maps, curves and spectra (at the site with the highest curve), the
 * first realizations, the operations m and the noutputs names of exported files. */
SHK_CHECKED enum shk_err shk_html_report(const struct shk_results *r, const struct shk_calc *c, const struct shk_operations *m, size_t noutputs,
                                         const char *const *output, const char *dir, struct shk_exported *done, struct shk_diag *d);
#endif
