/* parts.h — work that several processes share, each its part: for files that are independent of each other. */
#ifndef SHK_OUT_PARTS_H
#define SHK_OUT_PARTS_H
#include "base/err.h"

/* Does part i of the work: what it leaves in memory is lost, but for part 0. */
typedef enum shk_err shk_part_fn(void *user, int i, struct shk_diag *d);

/* Parts 0 to n - 1, part 0 in this process, the others in copies of it (or here as well, after it, where there can be no other process). Returns
 * when all have ended: the error of the first part that failed. SHK_E_COMPUTE if a process was killed. */
SHK_CHECKED enum shk_err shk_in_parts(int n, shk_part_fn *fn, void *user, struct shk_diag *d);
#endif
