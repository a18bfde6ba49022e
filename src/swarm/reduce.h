/* reduce.h — folding partial sums so that the bits do not depend on who computed what, when.
 *
 * Two ways; choose by size.
 *  shk_exact_*: a 128-bit fixed-point sum of each element. Addition of integers is associative, so any order and any
 *               grouping gives the same bits; nothing waits. 16 bytes an element. Resolution 2^-88 (3e-27), range
 *               +-2^39; values outside, infinities and NaN make the element NaN for good.
 *  shk_tree_*:  a binary tree over leaf units 0..n-1. A node (level, i) covers leaves [i << level, (i+1) << level); only
 *               siblings are added, left + right. Holds one vector for each maximal complete node.
 * In both the leaf units, and the order of additions inside a leaf, must depend on the input only. */
#ifndef SHK_SWARM_REDUCE_H
#define SHK_SWARM_REDUCE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/err.h"

/* One accumulator; all zero bits is 0. Flat: may be emitted as it is. */
struct shk_exact { uint64_t lo; int64_t hi; };

void shk_exact_add(struct shk_exact *acc, const double *x, size_t n);                   /* acc[i] += x[i] */
void shk_exact_merge(struct shk_exact *acc, const struct shk_exact *other, size_t n);   /* acc[i] += other[i] */
void shk_exact_get(const struct shk_exact *acc, double *out, size_t n);                 /* rounded to nearest */

struct shk_tree;
/* Leaves 0..nleaves-1, vectors of width doubles. NULL: out of memory. */
struct shk_tree *shk_tree_new(uint64_t nleaves, size_t width);
void shk_tree_free(struct shk_tree *t);
/* Adds the sum of a node; sum is copied; NULL stands for zeros (and costs no memory). SHK_E_INVALID when some of its
 * leaves are there already or do not exist. */
SHK_CHECKED enum shk_err shk_tree_add(struct shk_tree *t, unsigned level, uint64_t i, const double *sum, struct shk_diag *diag);
/* Calls visit for each maximal node present, by first leaf, then empties the tree. For a task that emits what it has. */
typedef enum shk_err shk_tree_visit(void *user, unsigned level, uint64_t i, const double *sum, size_t width, struct shk_diag *diag);
SHK_CHECKED enum shk_err shk_tree_flush(struct shk_tree *t, shk_tree_visit *visit, void *user, struct shk_diag *diag);
bool shk_tree_complete(const struct shk_tree *t);
const double *shk_tree_root(const struct shk_tree *t);  /* the total; NULL: incomplete, or all zeros (see complete) */
#endif
