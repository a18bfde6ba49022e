#ifndef SHK_GSIM_ATKINSON_MACIAS_2009_H
#define SHK_GSIM_ATKINSON_MACIAS_2009_H
#include "gsim/gsim.h"
/* Atkinson & Macias (2009), for rows of other files that build on it. */
extern const struct shk_gsim_arg shk_am09_args[];
shk_gsim_kernel shk_am09_kernel;
enum shk_err shk_am09_plan(struct shk_gsim_make *k, struct shk_gsim_model *m);
int shk_am09_supports(const struct shk_gsim_model *m, struct shk_imt t);
#endif
