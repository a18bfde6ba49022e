#include <string.h>
#include "job/csm.h"

static size_t place(const struct shk_tuples *t, uint64_t key)
{
    uint64_t h = key * 0x9E3779B97F4A7C15u;
    size_t i = (size_t)(h >> 32) & (t->nslots - 1);
    while (t->slot_value[i] && t->slot_key[i] != key) i = (i + 1) & (t->nslots - 1);
    return i;
}

static int grow_slots(struct shk_tuples *t)
{
    struct shk_tuples big = *t;
    big.nslots = t->nslots ? 4 * t->nslots : 1024;
    big.slot_key = SHK_NEW(t->a, uint64_t, big.nslots);
    big.slot_value = SHK_NEW(t->a, uint32_t, big.nslots);
    if (!big.slot_key || !big.slot_value) return 0;
    for (size_t i = 0; i < t->nslots; i++) {
        if (!t->slot_value[i]) continue;
        const size_t j = place(&big, t->slot_key[i]);
        big.slot_key[j] = t->slot_key[i];
        big.slot_value[j] = t->slot_value[i];
    }
    *t = big;
    return 1;
}

enum shk_err shk_tuples_init(struct shk_tuples *t, struct shk_arena *a, struct shk_diag *d)
{
    *t = (struct shk_tuples){ .a = a, .cap = 256, .n = 1, .memo_node = 0 };
    t->node = SHK_NEW(a, struct shk_tuple_node, t->cap);
    return t->node && grow_slots(t) ? SHK_OK : shk_lt_nomem(d);
}

uint32_t shk_tuples_append(struct shk_tuples *t, uint32_t node, uint32_t value)
{
    if (t->memo_node && t->memo_parent == node && t->memo_value == value) return t->memo_node;
    const uint64_t key = (uint64_t)node << 32 | value;
    if (2 * (t->used + 1) > t->nslots && !grow_slots(t)) return 0;
    const size_t i = place(t, key);
    if (!t->slot_value[i]) {
        if (t->n == t->cap) {
            struct shk_tuple_node *more = SHK_NEW(t->a, struct shk_tuple_node, 2 * t->cap);
            if (!more || t->n >= UINT32_MAX / 2) return 0;
            memcpy(more, t->node, t->n * sizeof *more);
            t->node = more;
            t->cap *= 2;
        }
        t->node[t->n] = (struct shk_tuple_node){ node, value, t->node[node].length + 1 };
        t->slot_key[i] = key;
        t->slot_value[i] = (uint32_t)t->n++;
        t->used++;
    }
    t->memo_parent = node;
    t->memo_value = value;
    return t->memo_node = t->slot_value[i];
}

void shk_tuples_get(const struct shk_tuples *t, uint32_t node, uint32_t *out)
{
    for (size_t i = t->node[node].length; i-- > 0; node = t->node[node].parent) out[i] = t->node[node].value;
}
