// libs: job
/* Realizations of every job of the conformance set that has logic trees, against realizations.csv of OpenQuake 3.26.2. */
#include <dirent.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/stat.h>
#include "job/lt_tree.h"
#include "check.h"

#define ROOT SOURCE_DIR "/../shared/conformance"

struct ini { size_t n; struct { char *key, *value; } item[400]; };

static char *trim(char *s)
{
    while (*s && strchr(" \t\r\n", *s)) s++;
    size_t n = strlen(s);
    while (n && strchr(" \t\r\n", s[n - 1])) s[--n] = 0;
    return s;
}

static void read_ini(const char *path, struct shk_arena *a, struct ini *ini)
{
    char line[20000];
    FILE *f = fopen(path, "r");
    ini->n = 0;
    while (f && fgets(line, sizeof line, f)) {
        char *eq = strpbrk(line, "=:");
        if (strchr("#;[ \t\r\n", line[0]) || !eq || ini->n == 400) continue;
        *eq = 0;
        ini->item[ini->n].key = shk_arena_strdup(a, trim(line));
        for (char *c = ini->item[ini->n].key; *c; c++) if (*c >= 'A' && *c <= 'Z') *c = (char)(*c + 32);
        ini->item[ini->n++].value = shk_arena_strdup(a, trim(eq + 1));
    }
    if (f) fclose(f);
}

static const char *get(const struct ini *ini, const char *key)
{
    for (size_t i = 0; i < ini->n; i++) if (!strcmp(ini->item[i].key, key)) return ini->item[i].value;
    return NULL;
}

static void split(const char *text, const char *sep, struct shk_arena *a, size_t *n, const char *const **out)
{
    const char **list = SHK_NEW(a, const char *, 100);
    *n = 0;
    *out = list;
    if (!text) return;
    char *save, *copy = shk_arena_strdup(a, text);
    for (char *w = strtok_r(copy, sep, &save); w && *n < 100; w = strtok_r(NULL, sep, &save)) if (*trim(w)) list[(*n)++] = trim(w);
}

static void compare(const char *name, const char *expected, const struct shk_logic_tree *lt)
{
    char line[4000];
    FILE *f = fopen(expected, "r");
    size_t r = 0;
    int bad = 0;
    while (f && fgets(line, sizeof line, f)) {
        if (line[0] == '#' || !strncmp(line, "rlz_id", 6)) continue;
        char *first = strchr(line, ','), *last = strrchr(line, ',');
        char *path = first + 1;
        *last = 0;
        if (*path == '"' && last > path + 1) {
            path++;
            last[-1] = 0;
        }
        const double want = strtod(last + 1, NULL);
        if (r >= lt->nrlzs) bad++;
        else {
            const double got = lt->rlz[r].weights[lt->nweights - 1];
            if (strcmp(path, lt->rlz[r].path) || fabs(got - want) > 2e-6 * fabs(want)) {
                if (bad++ < 3) printf("%s: rlz %zu: got %s %.7e, want %s %.7e\n", name, r, lt->rlz[r].path, got, path, want);
            }
        }
        r++;
    }
    if (f) fclose(f);
    if (r != lt->nrlzs) printf("%s: %zu realizations, expected %zu\n", name, lt->nrlzs, r);
    CHECK(r == lt->nrlzs && !bad);
}

static int compared;

static void one_job(const char *folder, const char *file)
{
    struct shk_arena *a = shk_arena_new(0);
    struct ini ini;
    struct stat st;
    const char *name = shk_arena_printf(a, "%s/%.*s", folder, (int)(strlen(file) - 4), file);
    const char *expected = shk_arena_printf(a, ROOT "/expected/%s/realizations.csv", name);
    const char *base = shk_arena_printf(a, ROOT "/jobs/%s", folder);
    read_ini(shk_arena_printf(a, "%s/%s", base, file), a, &ini);
    const char *smlt = get(&ini, "source_model_logic_tree_file"), *sm = get(&ini, "source_model_file"), *mode = get(&ini, "calculation_mode");
    if (stat(expected, &st) || !mode || !strncmp(mode, "scenario", 8) || (!smlt && !sm) || (smlt && strstr(smlt, ".zip"))) goto done;
    struct shk_lt_params p = { .random_seed = 42, .placeholder_gsims = 1 };
    if (smlt) p.source_model_logic_tree = shk_lt_join(base, smlt, a);
    else p.source_model = shk_lt_join(base, sm, a);
    if (get(&ini, "gsim_logic_tree_file")) p.gsim_logic_tree = shk_lt_join(base, get(&ini, "gsim_logic_tree_file"), a);
    p.gsim = get(&ini, "gsim");
    if (get(&ini, "random_seed")) p.random_seed = strtoull(get(&ini, "random_seed"), NULL, 10);
    if (get(&ini, "number_of_logic_tree_samples")) p.samples = strtoull(get(&ini, "number_of_logic_tree_samples"), NULL, 10);
    p.sampling_method = get(&ini, "sampling_method");
    p.smlt_branch = get(&ini, "smlt_branch");
    split(get(&ini, "source_id"), " ,", a, &p.nsource_ids, &p.source_ids);
    split(get(&ini, "discard_trts"), ",", a, &p.ndiscard, &p.discard_trts);
    split(get(&ini, "collapse_gsim_logic_tree"), " ,", a, &p.ncollapse, &p.collapse);
    struct shk_logic_tree lt;
    struct shk_smlt *t;
    struct shk_diag d = { 0 };
    if (CHECK(shk_lt_read(&p, a, &d, &lt, &t, NULL) == SHK_OK)) compare(name, expected, &lt);
    else printf("%s: %s\n", name, d.text);
    compared++;
done:
    shk_arena_free(a);
}

static void walk(const char *folder, int depth)
{
    char path[1000];
    snprintf(path, sizeof path, ROOT "/jobs/%s", folder);
    DIR *dir = opendir(path);
    if (!dir || depth > 8) return;
    for (struct dirent *e; (e = readdir(dir));) {
        struct stat st;
        char sub[700];
        const size_t n = strlen(e->d_name);
        if (e->d_name[0] == '.' || n > 300) continue;
        snprintf(sub, sizeof sub, "%.350s%s%s", folder, *folder ? "/" : "", e->d_name);
        snprintf(path, sizeof path, ROOT "/jobs/%s", sub);
        if (!stat(path, &st) && S_ISDIR(st.st_mode)) walk(sub, depth + 1);
        else if (n > 4 && !strcmp(e->d_name + n - 4, ".ini")) one_job(folder, e->d_name);
    }
    closedir(dir);
}

int main(void)
{
    struct stat st;
    if (stat(ROOT "/jobs", &st)) {
        puts("skipped: there is no " ROOT);
        return 77;
    }
    walk("", 0);
    printf("%d jobs, %d checks, %d failed\n", compared, check_count, check_failed);
    return check_failed != 0;
}
