/* Binding a model's text to a row and its arguments. */
#include "gsim/make.h"
#include <math.h>
#include <stdio.h>

/* The frame of the catalogue grows here: TOML arguments, nested models. For now, names without arguments. */
enum shk_err shk_gsim_make(const char *text, const char *base, struct shk_arena *arena, struct shk_diag *d,
                           const struct shk_gsim_model **out)
{
    (void)base;
    const struct shk_gsim *g = shk_gsim_find(text);
    if (!g) return shk_fail(d, SHK_E_NOTFOUND, "unknown ground-motion model '%s'", text);
    struct shk_gsim_model *m = SHK_NEW(arena, struct shk_gsim_model, 1);
    if (!m) return shk_fail(d, SHK_E_NOMEM, "ground-motion models: out of memory");
    m->g = g;
    m->text = shk_arena_printf(arena, "[%s]", text);
    m->needs = g->needs;
    for (int i = 0; g->args && g->args[i].name; i++) {
        m->arg[i] = g->args[i].value;
        for (const struct shk_gsim_preset *p = g->presets; p && p->name; p++)
            if (!strcmp(p->name, g->args[i].name)) m->arg[i] = p->value;
    }
    *out = m;
    return SHK_OK;
}
