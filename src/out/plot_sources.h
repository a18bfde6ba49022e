/* plot_sources.h — a map of the sources of a model and its sites. */
#ifndef SHK_OUT_PLOT_SOURCES_H
#define SHK_OUT_PLOT_SOURCES_H
#include "base/err.h"
#include "job/model.h"
#include "model/sites.h"

/* Area sources as outlines, points as dots, faults as the lines and rectangles that the files give, one colour a tectonic region; sites as
 * crosses, black where they are few. title: of the job, may be NULL. path ends in .png or .svg. SHK_E_INVALID where there is no source. */
SHK_CHECKED enum shk_err shk_plot_sources(const struct shk_model *m, const struct shk_sites *sites, const char *title, const char *path, struct shk_diag *d);
#endif
