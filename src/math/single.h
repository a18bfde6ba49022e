/* single.h — a double through single precision.
 *
 * gcc 12 at -O2 and more drops a plain (float) of two values that are stored as doubles side by side, even with floats stored in
 * between: its vectorizer of straight code folds the pair of conversions away. Loops over arrays are not affected. Where a double
 * must be rounded to single and used as a double again outside of such loops, write shk_single(x), not (float)x. */
#ifndef SHK_MATH_SINGLE_H
#define SHK_MATH_SINGLE_H

static inline double shk_single(double x)
{
    volatile float f = (float)x;        /* what nobody may fold away */
    return (double)f;
}
#endif
