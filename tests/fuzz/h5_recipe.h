/* h5_recipe.h — HDF5 files from any bytes.
 *
 * The HDF5 library itself does not survive damaged files, so bytes do not make the file: a correct one is written and the bytes
 * say which of its objects are replaced, by what kind of object, of which shape and values. Everything that a well-formed file can
 * hold comes to our readers in this way. */
#ifndef FUZZ_H5_RECIPE_H
#define FUZZ_H5_RECIPE_H
#include <hdf5.h>
#include <math.h>
#include "file.h"

struct recipe { const uint8_t *p; size_t n; };
static inline unsigned recipe_byte(struct recipe *r) { return r->n ? (r->n--, *r->p++) : 0; }

/* A dataset of a correct file: an array of doubles with its shape, or strings separated by '|'. */
struct h5_base { const char *path; int ndims; hsize_t dims[4]; const double *v; const char *strings; const char *attr, *text; };

static hid_t h5_create(hid_t f, const char *path, hid_t type, hid_t space)
{
    const hid_t lcpl = H5Pcreate(H5P_LINK_CREATE);
    H5Pset_create_intermediate_group(lcpl, 1);
    const hid_t d = H5Dcreate2(f, path, type, space, lcpl, H5P_DEFAULT, H5P_DEFAULT);
    H5Pclose(lcpl);
    return d;
}

static void h5_attribute(hid_t d, const char *name, const char *text)
{
    const hid_t type = H5Tcopy(H5T_C_S1), space = H5Screate(H5S_SCALAR);
    H5Tset_size(type, strlen(text) + 1);
    const hid_t a = H5Acreate2(d, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    if (a >= 0) { H5Awrite(a, type, text); H5Aclose(a); }
    H5Sclose(space);
    H5Tclose(type);
}

static void h5_texts(hid_t f, const char *path, int variable, int ndims, const hsize_t *dims, size_t n, const char *const *text)
{
    const hid_t type = H5Tcopy(H5T_C_S1), space = H5Screate_simple(ndims, dims, NULL);
    H5Tset_size(type, variable ? H5T_VARIABLE : 8);
    const hid_t d = h5_create(f, path, type, space);
    if (d >= 0 && variable) H5Dwrite(d, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, text);
    else if (d >= 0) {
        char *block = calloc(n + 1, 8);
        for (size_t i = 0; block && i < n; i++) memcpy(block + 8 * i, text[i], strnlen(text[i], 8));
        if (block) H5Dwrite(d, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, block);
        free(block);
    }
    if (d >= 0) H5Dclose(d);
    H5Sclose(space);
    H5Tclose(type);
}

static void h5_correct(hid_t f, const struct h5_base *b)
{
    if (b->strings) {
        static char copy[200];
        const char *text[16];
        hsize_t n = 0;
        snprintf(copy, sizeof copy, "%s", b->strings);
        for (char *p = strtok(copy, "|"); p && n < 16; p = strtok(NULL, "|")) text[n++] = p;
        h5_texts(f, b->path, 1, 1, &n, n, text);
        return;
    }
    const hid_t space = H5Screate_simple(b->ndims, b->dims, NULL), d = h5_create(f, b->path, H5T_NATIVE_DOUBLE, space);
    H5Dwrite(d, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, b->v);
    if (b->attr) h5_attribute(d, b->attr, b->text);
    H5Dclose(d);
    H5Sclose(space);
}

static void h5_replace(hid_t f, const struct h5_base *b, struct recipe *r)
{
    static const double odd[] = { 0, 1, 2, 3, 0.5, 0.1, 0.9, 10, 45, 100, -1, 6, 6.5, 90, NAN, INFINITY, -INFINITY, 1e308, 1e-300, 4294967296.0, 1e19, -0.0, 12.5, 1e5 };
    static const char *const words[] = { "s1", "s1 s2", "", " ", "s9", "s1 s1 s1", "a;b/../c", "sssssssssssssssssssssssssssssssssssssssss", "rjb", "rrup", "mag", "\xff\xfe" };
    enum { DOUBLES, FLOATS, INTS, TEXTS, FIXED, GROUP, NOTHING, SOFT, ATTRIBUTE, HUGE_SHAPE, KINDS };
    double v[1300];
    const char *text[1300];
    hsize_t dims[4];
    const unsigned kind = recipe_byte(r) % KINDS;
    const int ndims = (int)(recipe_byte(r) % 5);
    size_t n = 1;
    for (int i = 0; i < ndims; i++) n *= dims[i] = recipe_byte(r) % 6;
    if (kind == ATTRIBUTE) {
        const hid_t d = H5Oopen(f, b->path, H5P_DEFAULT);
        if (d >= 0 && b->attr && H5Aexists(d, b->attr) > 0) H5Adelete(d, b->attr);
        if (d >= 0 && b->attr) h5_attribute(d, b->attr, words[recipe_byte(r) % (sizeof words / sizeof *words)]);
        if (d >= 0) H5Oclose(d);
        return;
    }
    if (H5Lexists(f, b->path, H5P_DEFAULT) > 0) H5Ldelete(f, b->path, H5P_DEFAULT);
    if (kind == NOTHING) return;
    if (kind == SOFT) { H5Lcreate_soft("/Mw", f, b->path, H5P_DEFAULT, H5P_DEFAULT); return; }
    if (kind == GROUP) {
        const hid_t g = H5Gcreate2(f, b->path, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
        if (g >= 0) H5Gclose(g);
        return;
    }
    if (kind == TEXTS || kind == FIXED) {
        for (size_t i = 0; i < n; i++) text[i] = words[recipe_byte(r) % (sizeof words / sizeof *words)];
        h5_texts(f, b->path, kind == TEXTS, ndims, dims, n, text);
        return;
    }
    for (size_t i = 0; i < n; i++) v[i] = odd[recipe_byte(r) % (sizeof odd / sizeof *odd)];
    if (kind == HUGE_SHAPE) for (int i = 0; i < ndims; i++) dims[i] = (hsize_t)1 << recipe_byte(r) % 20;
    const hid_t space = H5Screate_simple(ndims, dims, NULL);
    const hid_t d = space < 0 ? -1 : h5_create(f, b->path, kind == FLOATS ? H5T_IEEE_F32LE : kind == INTS ? H5T_STD_I32LE : H5T_IEEE_F64LE, space);
    if (d >= 0 && kind != HUGE_SHAPE) H5Dwrite(d, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, v);
    if (d >= 0 && b->attr) h5_attribute(d, b->attr, b->text);
    if (d >= 0) H5Dclose(d);
    if (space >= 0) H5Sclose(space);
}

/* Writes the file and returns its path. */
static const char *h5_from_recipe(const char *name, const struct h5_base *base, size_t nbase, const uint8_t *data, size_t n)
{
    const char *path = fuzz_file(name, "", 0);
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    const hid_t f = H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    if (f < 0) abort();
    for (size_t i = 0; i < nbase; i++) h5_correct(f, &base[i]);
    struct recipe r = { data, n };
    for (int k = 0; r.n && k < 12; k++) h5_replace(f, &base[recipe_byte(&r) % nbase], &r);
    if (H5Fclose(f) < 0) abort();
    return path;
}
#endif
