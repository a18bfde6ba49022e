/* xml.h — a bounded streaming reader of XML over Expat: events in constant memory, or one element at a time as a small tree.
 *
 * Names are local (the namespace prefix is cut off, except in xmlns attributes). Text is character data
 * directly inside an element, trimmed of white space; in trees the pieces between children are joined by a blank. DTDs with
 * entities, unknown entities, and anything beyond the limits are refused. No reader keeps more than the current block of the file, the open element names and one text.
 * Errors name file:line. Typical use:
 *
 *     SHK_TRY(shk_xml_open(path, NULL, d, &x));
 *     while (!(e = shk_xml_next(x, d, &it)) && it.event != SHK_XML_EOF)
 *         if (it.event == SHK_XML_START && !strcmp(it.name, "pointSource")) { e = shk_xml_tree(x, arena, d, &node); ... }
 *     shk_xml_close(x);
 */
#ifndef SHK_IO_XML_H
#define SHK_IO_XML_H
#include <stddef.h>
#include "base/arena.h"
#include "base/err.h"

struct shk_xml_attr { const char *name, *value; };
struct shk_xml_node {                       /* an element in an arena */
    const char *name, *text;                /* text "" if none */
    size_t ntext;
    int line;
    size_t nattrs; const struct shk_xml_attr *attrs;
    struct shk_xml_node *first, *next;      /* children in file order; the next sibling */
};

struct shk_xml_limits {                     /* 0: the default */
    unsigned depth;                         /* 200 */
    unsigned attrs;                         /* per element, 256 */
    size_t tag_bytes;                       /* one tag with its attributes, one comment, one declaration: 16 MiB */
    size_t text_bytes;                      /* one text, 256 MiB */
};

enum shk_xml_event { SHK_XML_EOF, SHK_XML_START, SHK_XML_TEXT, SHK_XML_END };
struct shk_xml_item {                       /* strings live until the next call with this reader */
    enum shk_xml_event event;
    const char *name;                       /* START, END */
    const char *text; size_t ntext;         /* TEXT: trimmed, never empty, ends in 0; one for each stretch between tags */
    size_t nattrs; const struct shk_xml_attr *attrs;    /* START */
    int line;
    unsigned depth;                         /* of the element, 1 for the root; TEXT: of the element it belongs to */
};

struct shk_xml;

/* limits NULL: the defaults. The file is read in blocks as events are asked for. SHK_E_IO if it cannot be opened. */
SHK_CHECKED enum shk_err shk_xml_open(const char *path, const struct shk_xml_limits *limits, struct shk_diag *d, struct shk_xml **out);
/* The same from memory, which must outlive the reader; name is for messages. */
SHK_CHECKED enum shk_err shk_xml_open_memory(const void *data, size_t n, const char *name, const struct shk_xml_limits *limits,
                                             struct shk_diag *d, struct shk_xml **out);
void shk_xml_close(struct shk_xml *x);      /* NULL-safe */

/* The next event. SHK_E_SYNTAX, SHK_E_LIMIT, SHK_E_IO, SHK_E_NOMEM; after an error every call fails. */
SHK_CHECKED enum shk_err shk_xml_next(struct shk_xml *x, struct shk_diag *d, struct shk_xml_item *out);
/* After a START: the element just started, with everything in it, up to and including its END. All strings in arena. */
SHK_CHECKED enum shk_err shk_xml_tree(struct shk_xml *x, struct shk_arena *arena, struct shk_diag *d, struct shk_xml_node **out);
/* After a START: the same element without its children (attributes only); consumes nothing. */
SHK_CHECKED enum shk_err shk_xml_shallow(struct shk_xml *x, struct shk_arena *arena, struct shk_diag *d, struct shk_xml_node **out);
/* After a START: passes over the element and everything in it. */
SHK_CHECKED enum shk_err shk_xml_skip(struct shk_xml *x, struct shk_diag *d);

/* Namespace URI of the root element ("" if none or not reached yet), the file name, the line of the last event. */
const char *shk_xml_namespace(const struct shk_xml *x);
const char *shk_xml_file(const struct shk_xml *x);
int shk_xml_line(const struct shk_xml *x);

/* A whole small document as one tree (logic trees, exposure headers): open, root element, close. */
SHK_CHECKED enum shk_err shk_xml_read(const char *path, const struct shk_xml_limits *limits, struct shk_arena *arena, struct shk_diag *d,
                                      struct shk_xml_node **root);

/* ---- looking into trees; all NULL-safe ---- */
const char *shk_xml_attr(const struct shk_xml_node *n, const char *name);                       /* NULL if absent */
const char *shk_xml_item_attr(const struct shk_xml_item *it, const char *name);
const struct shk_xml_node *shk_xml_child(const struct shk_xml_node *n, const char *name);       /* first with that name, or NULL */
const struct shk_xml_node *shk_xml_sibling(const struct shk_xml_node *n, const char *name);     /* next sibling with that name, or NULL */
const struct shk_xml_node *shk_xml_path(const struct shk_xml_node *n, const char *path);        /* "Polygon/exterior/LinearRing" */
size_t shk_xml_count(const struct shk_xml_node *n);                                             /* children */

/* ---- numbers: `file:line: element: expected ..., got '...'` (SHK_E_INVALID) ---- */
struct shk_xml_range { double min, max; };                  /* closed; use -INFINITY, INFINITY for "any finite number" */
extern const struct shk_xml_range SHK_XML_ANY, SHK_XML_POSITIVE /* >= 0 */, SHK_XML_PROBABILITY /* 0..1 */;
/* Text of node, which must be one number. node NULL: "missing element" named by `name` in parent's line. */
SHK_CHECKED enum shk_err shk_xml_number(const char *file, const struct shk_xml_node *node, struct shk_xml_range r, struct shk_diag *d, double *out);
/* Attribute; SHK_E_INVALID if absent. */
SHK_CHECKED enum shk_err shk_xml_attr_number(const char *file, const struct shk_xml_node *node, const char *attr, struct shk_xml_range r,
                                             struct shk_diag *d, double *out);
/* Text of child `name` of node as one number; SHK_E_INVALID if there is no such child. */
SHK_CHECKED enum shk_err shk_xml_child_number(const char *file, const struct shk_xml_node *node, const char *name, struct shk_xml_range r,
                                              struct shk_diag *d, double *out);
/* Text of node as a list separated by blanks, commas too; an outer [] is dropped. */
SHK_CHECKED enum shk_err shk_xml_numbers(const char *file, const struct shk_xml_node *node, struct shk_xml_range r, struct shk_arena *arena,
                                         struct shk_diag *d, size_t *n, double **out);
/* Any text of n bytes the same way; what ("occurRates", "probs_occur") and line are for messages. */
SHK_CHECKED enum shk_err shk_xml_list(const char *file, int line, const char *what, const char *text, size_t n, struct shk_xml_range r,
                                      struct shk_arena *arena, struct shk_diag *d, size_t *count, double **out);
/* SHK_E_INVALID "file:line: element: ..." */
enum shk_err shk_xml_fail(const char *file, const struct shk_xml_node *node, struct shk_diag *d, const char *fmt, ...) SHK_PRINTF(4, 5);
#endif
