#include "out/html_report.h"
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "base/file.h"
#include "base/format.h"
#include "out/files.h"
#include "out/plot.h"

enum { MAX_RLZS = 50, MAX_PICTURE = 1 << 26 };

struct page { FILE *f; const struct shk_results *r; struct shk_arena *a; struct shk_diag *d; };

static void text(FILE *f, const char *s)
{
    for (; s && *s; s++) {
        const unsigned char c = (unsigned char)*s;
        if (c == '&') fputs("&amp;", f);
        else if (c == '<') fputs("&lt;", f);
        else if (c == '>') fputs("&gt;", f);
        else if (c == '"') fputs("&quot;", f);
        else fputc(c < 32 && c != '\n' && c != '\t' ? ' ' : c, f);      /* control characters are not allowed in HTML */
    }
}

static void row(FILE *f, const char *name, const char *value)
{
    fputs("<tr><th>", f);
    text(f, name);
    fputs("</th><td>", f);
    text(f, value);
    fputs("</td></tr>\n", f);
}

static void base64(FILE *f, const unsigned char *v, size_t n)
{
    static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < n; i += 3) {
        const unsigned b = (unsigned)v[i] << 16 | (i + 1 < n ? (unsigned)v[i + 1] << 8 : 0) | (i + 2 < n ? v[i + 2] : 0);
        fputc(digit[b >> 18], f);
        fputc(digit[b >> 12 & 63], f);
        fputc(i + 1 < n ? digit[b >> 6 & 63] : '=', f);
        fputc(i + 2 < n ? digit[b & 63] : '=', f);
    }
}

/* Pictures as data of their own image elements: the identifiers inside several SVG pictures on one page would clash. Maps are PNG,
 * since a map of many sites is larger as SVG. */
static enum shk_err pictures(struct page *p, const char *title, const char *what, const char *format)
{
    char *dir = shk_tempdir_new(p->a);
    struct shk_exported list = { .arena = p->a };
    if (!dir) return shk_fail(p->d, SHK_E_IO, "no temporary folder for pictures");
    enum shk_err e = shk_plot(p->r, what, format, dir, SIZE_MAX, &list, p->d);
    if (!e) fprintf(p->f, "<h2>%s</h2>\n", title);
    for (size_t i = 0; !e && i < list.n; i++) {
        const struct shk_arena_mark mark = shk_arena_mark(p->a);
        const char *v, *path = shk_path_join(p->a, dir, list.name[i]);
        size_t n;
        e = path ? shk_file_read(path, MAX_PICTURE, p->a, p->d, &v, &n) : shk_fail(p->d, SHK_E_NOMEM, "pictures: out of memory");
        if (!e) {
            fputs("<img alt=\"", p->f);
            text(p->f, list.name[i]);
            fprintf(p->f, "\" src=\"data:image/%s;base64,", !strcmp(format, "svg") ? "svg+xml" : "png");
            base64(p->f, (const unsigned char *)v, n);
            fputs("\">\n", p->f);
        }
        shk_arena_release(p->a, mark);
    }
    shk_tempdir_remove(dir);
    return e;
}

static enum shk_err all_pictures(struct page *p)
{
    const struct shk_results *r = p->r;
    size_t spectral = 0;
    for (size_t m = 0; m < r->nimts; m++) spectral += r->imt[m].kind == SHK_PGA || r->imt[m].kind == SHK_SA;
    if (!r->stats || !r->nstats) return SHK_OK;
    if (r->map_stats && r->npoes && r->sites->n > 1) SHK_TRY(pictures(p, "Hazard maps", "hmaps", "png"));
    SHK_TRY(pictures(p, "Hazard curves", "hcurves", "svg"));
    return r->map_stats && r->npoes && spectral > 1 ? pictures(p, "Uniform hazard spectra", "uhs", "svg") : SHK_OK;
}

static void head(struct page *p, const struct shk_calc *c)
{
    FILE *f = p->f;
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>", f);
    fprintf(f, "Calculation %d: ", p->r->calc_id);
    text(f, p->r->description);
    fputs("</title>\n<style>body { font-family: sans-serif; max-width: 72em; margin: 2em auto; padding: 0 1em; color: #222 } "
          "table { border-collapse: collapse } th, td { text-align: left; padding: .2em .8em; border-bottom: 1px solid #ddd; vertical-align: top } "
          "td.n { text-align: right; font-variant-numeric: tabular-nums } img { max-width: 100%; margin: .5em }</style>\n</head>\n<body>\n<h1>", f);
    text(f, p->r->description && *p->r->description ? p->r->description : "(no description)");
    fprintf(f, "</h1>\n<p>Calculation %d, ", p->r->calc_id);
    text(f, c->status);
    fputs(", started ", f);
    text(f, c->start);
    fprintf(f, ", %.2f s, %.0f MB at most; Mainshock " MAINSHOCK_VERSION ".</p>\n", c->seconds, c->peak_mb);
}

static void numbers(char *buf, size_t room, size_t n, const double *v)
{
    char num[SHK_FORMAT_MAX];
    size_t at = 0;
    buf[0] = 0;
    for (size_t i = 0; i < n && at < room; i++) at += (size_t)snprintf(buf + at, room - at, "%s%s", i ? ", " : "", shk_repr(v[i], num));
}

static void parameters(struct page *p, const struct shk_calc *c)
{
    const struct shk_results *r = p->r;
    char v[4096], num[SHK_FORMAT_MAX];
    fputs("<h2>Parameters</h2>\n<table>\n", p->f);
    row(p->f, "job file", c->job_path);
    row(p->f, "calculation_mode", r->calculation_mode);
    row(p->f, "investigation_time", shk_repr(r->investigation_time, num));
    snprintf(v, sizeof v, "%zu", r->sites->n);
    row(p->f, "sites", v);
    snprintf(v, sizeof v, "%zu", r->nrlzs);
    row(p->f, "realizations", v);
    for (size_t m = 0; m < r->nimts; m++) {
        const double *x = r->level + m * r->nlev;
        char name[60];
        snprintf(name, sizeof name, "levels of %s", r->imt_name[m]);
        if (r->nlev) snprintf(v, sizeof v, "%zu, from %.6g to %.6g", r->nlev, x[0], x[r->nlev - 1]);
        row(p->f, name, r->nlev ? v : "none");
    }
    numbers(v, sizeof v, r->npoes, r->poe);
    row(p->f, "poes", v);
    size_t at = 0;
    v[0] = 0;
    for (size_t s = 0; s < r->nstats && at < sizeof v; s++) at += (size_t)snprintf(v + at, sizeof v - at, "%s%s", s ? ", " : "", r->stat_name[s]);
    row(p->f, "statistics", v);
    row(p->f, "hazard_maps", r->hazard_maps ? "true" : "false");
    row(p->f, "uniform_hazard_spectra", r->uniform_hazard_spectra ? "true" : "false");
    row(p->f, "individual_rlzs", r->individual_rlzs ? "true" : "false");
    snprintf(v, sizeof v, "%u", r->checksum);
    row(p->f, "checksum of the inputs", v);
    fputs("</table>\n", p->f);
}

static void realizations(struct page *p)
{
    const struct shk_results *r = p->r;
    const size_t n = r->nrlzs < MAX_RLZS ? r->nrlzs : MAX_RLZS;
    if (!n) return;
    if (n == r->nrlzs) fputs("<h2>Realizations</h2>\n", p->f);
    else fprintf(p->f, "<h2>Realizations: the first %zu of %zu</h2>\n", n, r->nrlzs);
    fputs("<table>\n<tr><th>Number</th><th>Branch path</th><th>Weight</th></tr>\n", p->f);
    for (size_t i = 0; i < n; i++) {
        fprintf(p->f, "<tr><td class=\"n\">%zu</td><td>", i);
        text(p->f, r->rlz_path[i]);
        fprintf(p->f, "</td><td class=\"n\">%.7g</td></tr>\n", r->rlz_weight[i]);
    }
    fputs("</table>\n", p->f);
}

static void operations(struct page *p, const struct shk_operations *m)
{
    fputs("<h2>Time and memory</h2>\n<table>\n<tr><th>Operation</th><th>Seconds</th><th>MB</th><th>Counts</th></tr>\n", p->f);
    for (size_t i = 0; i < m->n; i++) {
        fputs("<tr><td>", p->f);
        text(p->f, m->op[i].name);
        fprintf(p->f, "</td><td class=\"n\">%.3f</td><td class=\"n\">%.1f</td><td class=\"n\">%zu</td></tr>\n", m->op[i].seconds, m->op[i].memory_mb, m->op[i].counts);
    }
    fputs("</table>\n", p->f);
}

static void outputs(struct page *p, size_t n, const char *const *output)
{
    fputs("<h2>Exported files</h2>\n", p->f);
    if (!n) {
        fputs("<p>none</p>\n", p->f);
        return;
    }
    fputs("<ul>\n", p->f);
    for (size_t i = 0; i < n; i++) {
        fputs("<li>", p->f);
        text(p->f, output[i]);
        fputs("</li>\n", p->f);
    }
    fputs("</ul>\n", p->f);
}

enum shk_err shk_html_report(const struct shk_results *r, const struct shk_calc *c, const struct shk_operations *m, size_t noutputs,
                             const char *const *output, const char *dir, struct shk_exported *done, struct shk_diag *d)
{
    char path[1200], temp[1210];
    SHK_TRY(shk_out_path(r, dir, "report", "html", done, path, sizeof path, d));
    snprintf(temp, sizeof temp, "%s.part", path);
    struct page p = { .f = fopen(temp, "w"), .r = r, .a = done->arena, .d = d };
    if (!p.f) return shk_fail(d, SHK_E_IO, "cannot write %s: %s", path, strerror(errno));
    head(&p, c);
    parameters(&p, c);
    enum shk_err e = all_pictures(&p);
    realizations(&p);
    operations(&p, m);
    outputs(&p, noutputs, output);
    fputs("</body>\n</html>\n", p.f);
    int bad = ferror(p.f);
    bad |= fclose(p.f) != 0;
    if (!e && (bad || rename(temp, path) != 0)) e = shk_fail(d, SHK_E_IO, "cannot write %s: %s", path, strerror(errno));
    if (e) unlink(temp);
    return e;
}
