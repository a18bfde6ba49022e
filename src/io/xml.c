#include "io/xml.h"
#include <errno.h>
#include <expat.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>
#include "base/file.h"

enum { BLOCK = 1 << 16, MOST_DEPTH = 200, MOST_ATTRS = 256, MOST_LIMIT_DEPTH = 1000 };

/* Expat pushes; the reader hands out. One block of the file is parsed into the queue, then the queue is emptied by
 * shk_xml_next before the next block is read. Strings of the queue are offsets, because the buffer may move. */
struct entry { enum shk_xml_event event; int line; unsigned depth; size_t name, text, ntext, attr, nattrs; };
struct offsets { size_t name, value; };

struct shk_xml {
    XML_Parser parser;
    char *file;
    int fd;                                 /* -1: from memory */
    const char *data; size_t ndata, fed;    /* memory */
    struct shk_xml_limits lim;
    int at_eof, failed;
    enum shk_err err; struct shk_diag diag; /* set in handlers */
    size_t quiet;                           /* bytes given to Expat since it last reported anything */
    unsigned depth;
    int *start_line;                        /* by depth */
    char *uri;

    struct entry *queue; size_t nqueue, cap_queue, head;
    struct offsets *attr; size_t nattr, cap_attr;
    char *str; size_t nstr, cap_str;
    char *text; size_t ntext, cap_text;     /* of the element being read, across blocks */
    struct shk_xml_attr *out_attr;          /* lim.attrs + 1 of them */
    struct entry last;                      /* what shk_xml_next returned last */
};

static int blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

static void stop(struct shk_xml *x, enum shk_err e)
{
    if (!x->err) x->err = e;
    XML_StopParser(x->parser, XML_FALSE);
}

static int line_of(const struct shk_xml *x) { return (int)XML_GetCurrentLineNumber(x->parser); }

static int grow(struct shk_xml *x, void **p, size_t *cap, size_t need, size_t size)
{
    if (need <= *cap) return 1;
    size_t n = *cap ? *cap : 256;
    while (n < need) n *= 2;
    void *q = realloc(*p, n * size);
    if (!q) { stop(x, shk_fail(&x->diag, SHK_E_NOMEM, "%s:%d: out of memory", x->file, line_of(x))); return 0; }
    *p = q;
    *cap = n;
    return 1;
}

static int put(struct shk_xml *x, const char *s, size_t n, size_t *at)
{
    if (!grow(x, (void **)&x->str, &x->cap_str, x->nstr + n + 1, 1)) return 0;
    memcpy(x->str + x->nstr, s, n);
    x->str[x->nstr + n] = 0;
    *at = x->nstr;
    x->nstr += n + 1;
    return 1;
}

static struct entry *push(struct shk_xml *x, enum shk_xml_event event, int line)
{
    if (!grow(x, (void **)&x->queue, &x->cap_queue, x->nqueue + 1, sizeof *x->queue)) return NULL;
    struct entry *e = &x->queue[x->nqueue++];
    *e = (struct entry){ .event = event, .line = line, .depth = x->depth };
    return e;
}

static void flush_text(struct shk_xml *x)
{
    size_t from = 0, to = x->ntext;
    x->ntext = 0;
    while (from < to && blank(x->text[from])) from++;
    while (to > from && blank(x->text[to - 1])) to--;
    if (from == to) return;
    struct entry *e = push(x, SHK_XML_TEXT, x->start_line[x->depth]);
    if (!e) return;
    e->ntext = to - from;
    size_t at;
    if (put(x, x->text + from, to - from, &at)) e->text = at;
}

static const char *local(const char *name)
{
    const char *colon = strchr(name, ':');
    return colon ? colon + 1 : name;
}

/* Namespace of the root element: the xmlns attribute that its prefix names. */
static void find_uri(struct shk_xml *x, const char *name, const char **atts)
{
    const char *colon = strchr(name, ':');
    const size_t n = colon ? (size_t)(colon - name) : 0;
    for (; atts[0]; atts += 2)
        if (n ? !strncmp(atts[0], "xmlns:", 6) && !strncmp(atts[0] + 6, name, n) && !atts[0][6 + n] : !strcmp(atts[0], "xmlns")) {
            x->uri = strdup(atts[1]);
            if (!x->uri) stop(x, shk_fail(&x->diag, SHK_E_NOMEM, "%s: out of memory", x->file));
            return;
        }
}

static void on_start(void *user, const char *name, const char **atts)
{
    struct shk_xml *x = user;
    if (x->err) return;
    x->quiet = 0;
    const int line = line_of(x);
    flush_text(x);
    if (x->depth == 0) find_uri(x, name, atts);
    if (x->depth >= x->lim.depth) {
        stop(x, shk_fail(&x->diag, SHK_E_LIMIT, "%s:%d: %s: elements nested deeper than %u", x->file, line, name, x->lim.depth));
        return;
    }
    x->start_line[++x->depth] = line;
    struct entry e = { .event = SHK_XML_START, .line = line, .depth = x->depth, .attr = x->nattr };
    if (!put(x, local(name), strlen(local(name)), &e.name)) return;
    for (; atts[0]; atts += 2) {
        if (e.nattrs == x->lim.attrs) {
            stop(x, shk_fail(&x->diag, SHK_E_LIMIT, "%s:%d: %s: more than %u attributes", x->file, line, name, x->lim.attrs));
            return;
        }
        const char *key = strncmp(atts[0], "xmlns", 5) ? local(atts[0]) : atts[0];
        struct offsets o;
        if (!grow(x, (void **)&x->attr, &x->cap_attr, x->nattr + 1, sizeof *x->attr) || !put(x, key, strlen(key), &o.name)
            || !put(x, atts[1], strlen(atts[1]), &o.value)) return;
        x->attr[x->nattr++] = o;
        e.nattrs++;
    }
    struct entry *q = push(x, SHK_XML_START, line);
    if (q) *q = e;
}

static void on_end(void *user, const char *name)
{
    struct shk_xml *x = user;
    if (x->err) return;
    x->quiet = 0;
    flush_text(x);
    size_t at;
    if (!put(x, local(name), strlen(local(name)), &at)) return;
    struct entry *e = push(x, SHK_XML_END, line_of(x));
    if (e) e->name = at;
    x->depth--;
}

static void on_text(void *user, const char *s, int len)
{
    struct shk_xml *x = user;
    if (x->err) return;
    x->quiet = 0;
    const size_t n = (size_t)len;
    if (x->ntext == 0) {                        /* indentation costs nothing */
        size_t k = 0;
        while (k < n && blank(s[k])) k++;
        if (k == n) return;
    }
    if (n > x->lim.text_bytes - x->ntext) {
        stop(x, shk_fail(&x->diag, SHK_E_LIMIT, "%s:%d: text longer than %zu bytes", x->file, line_of(x), x->lim.text_bytes));
        return;
    }
    if (!grow(x, (void **)&x->text, &x->cap_text, x->ntext + n, 1)) return;
    memcpy(x->text + x->ntext, s, n);
    x->ntext += n;
}

static void on_comment(void *user, const char *text) { (void)text; ((struct shk_xml *)user)->quiet = 0; }
static void on_instruction(void *user, const char *target, const char *data) { (void)target; (void)data; ((struct shk_xml *)user)->quiet = 0; }

static void on_entity(void *user, const char *name, int is_parameter, const char *value, int n, const char *base, const char *sys,
                      const char *pub, const char *notation)
{
    (void)is_parameter; (void)value; (void)n; (void)base; (void)sys; (void)pub; (void)notation;
    struct shk_xml *x = user;
    stop(x, shk_fail(&x->diag, SHK_E_UNSUPPORTED, "%s:%d: the document declares an entity ('%.60s'), which is refused", x->file, line_of(x), name));
}

static void on_skipped(void *user, const char *name, int is_parameter)
{
    (void)is_parameter;
    struct shk_xml *x = user;
    stop(x, shk_fail(&x->diag, SHK_E_SYNTAX, "%s:%d: unknown entity '&%.60s;'", x->file, line_of(x), name));
}

static int on_external(XML_Parser p, const char *context, const char *base, const char *sys, const char *pub)
{
    (void)context; (void)base; (void)sys; (void)pub;
    struct shk_xml *x = XML_GetUserData(p);
    stop(x, shk_fail(&x->diag, SHK_E_UNSUPPORTED, "%s:%d: external entities are refused", x->file, line_of(x)));
    return XML_STATUS_ERROR;
}

/* Names of encodings that Expat does not know but files use. Multi-byte sequences of UTF-8 are converted here. */
static int from_utf8(void *user, const char *s)
{
    (void)user;
    const unsigned char *u = (const unsigned char *)s;
    const int n = u[0] >= 0xf0 ? 4 : u[0] >= 0xe0 ? 3 : 2;
    int c = u[0] & (0xff >> (n + 1));
    for (int i = 1; i < n; i++) {
        if ((u[i] & 0xc0) != 0x80) return -1;
        c = c << 6 | (u[i] & 0x3f);
    }
    static const int least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    return c < least[n] || c > 0xffff || (c >= 0xd800 && c < 0xe000) ? -1 : c;      /* Expat takes no more from here */
}

static int on_encoding(void *user, const char *name, XML_Encoding *e)
{
    (void)user;
    static const int cp1252[32] = { 0x20ac, -1, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, -1, 0x17d, -1,
                                    -1, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, -1, 0x17e, 0x178 };
    const int utf8 = !strcasecmp(name, "utf8") || !strcasecmp(name, "utf_8");
    const int latin1 = !strcasecmp(name, "latin1") || !strcasecmp(name, "latin-1") || !strcasecmp(name, "iso8859-1");
    const int windows = !strcasecmp(name, "cp1252") || !strcasecmp(name, "windows-1252");
    if (!utf8 && !latin1 && !windows) return XML_STATUS_ERROR;
    for (int i = 0; i < 256; i++) e->map[i] = i;
    for (int i = 0x80; i < 0xa0 && windows; i++) e->map[i] = cp1252[i - 0x80];
    for (int i = 0x80; i < 256 && utf8; i++) e->map[i] = i < 0xc2 || i > 0xf4 ? -1 : i >= 0xf0 ? -4 : i >= 0xe0 ? -3 : -2;
    e->data = NULL;
    e->convert = utf8 ? from_utf8 : NULL;
    e->release = NULL;
    return XML_STATUS_OK;
}

static enum shk_err make(const char *name, const struct shk_xml_limits *limits, struct shk_diag *d, struct shk_xml **out)
{
    *out = NULL;
    struct shk_xml *x = calloc(1, sizeof *x);
    if (!x) return shk_fail(d, SHK_E_NOMEM, "%s: out of memory", name);
    x->fd = -1;
    if (limits) x->lim = *limits;
    if (!x->lim.depth) x->lim.depth = MOST_DEPTH;
    if (x->lim.depth > MOST_LIMIT_DEPTH) x->lim.depth = MOST_LIMIT_DEPTH;
    if (!x->lim.attrs) x->lim.attrs = MOST_ATTRS;
    if (!x->lim.tag_bytes) x->lim.tag_bytes = (size_t)16 << 20;
    if (!x->lim.text_bytes) x->lim.text_bytes = (size_t)256 << 20;
    x->file = strdup(name);
    x->parser = XML_ParserCreate(NULL);
    x->start_line = calloc(x->lim.depth + 1, sizeof *x->start_line);
    x->out_attr = calloc(x->lim.attrs + 1, sizeof *x->out_attr);
    if (!x->file || !x->parser || !x->start_line || !x->out_attr) {
        shk_xml_close(x);
        return shk_fail(d, SHK_E_NOMEM, "%s: out of memory", name);
    }
    XML_SetUserData(x->parser, x);
    XML_SetElementHandler(x->parser, on_start, on_end);
    XML_SetCharacterDataHandler(x->parser, on_text);
    XML_SetCommentHandler(x->parser, on_comment);
    XML_SetProcessingInstructionHandler(x->parser, on_instruction);
    XML_SetEntityDeclHandler(x->parser, on_entity);
    XML_SetSkippedEntityHandler(x->parser, on_skipped);
    XML_SetExternalEntityRefHandler(x->parser, on_external);
    XML_SetUnknownEncodingHandler(x->parser, on_encoding, x);
    *out = x;
    return SHK_OK;
}

enum shk_err shk_xml_open(const char *path, const struct shk_xml_limits *limits, struct shk_diag *d, struct shk_xml **out)
{
    SHK_TRY(make(path, limits, d, out));
    (*out)->fd = open(path, O_RDONLY | O_CLOEXEC);
    if ((*out)->fd < 0) {
        const int e = errno;
        shk_xml_close(*out);
        *out = NULL;
        return shk_fail(d, SHK_E_IO, "%s: cannot open: %s", path, strerror(e));
    }
    shk_file_opened(path);
    return SHK_OK;
}

enum shk_err shk_xml_open_memory(const void *data, size_t n, const char *name, const struct shk_xml_limits *limits, struct shk_diag *d,
                                 struct shk_xml **out)
{
    SHK_TRY(make(name, limits, d, out));
    (*out)->data = data;
    (*out)->ndata = n;
    return SHK_OK;
}

void shk_xml_close(struct shk_xml *x)
{
    if (!x) return;
    if (x->fd >= 0) close(x->fd);
    if (x->parser) XML_ParserFree(x->parser);
    free(x->file);
    free(x->start_line);
    free(x->out_attr);
    free(x->uri);
    free(x->queue);
    free(x->attr);
    free(x->str);
    free(x->text);
    free(x);
}

/* Up to n bytes of the document into buf; 0 at its end, -1 on error. */
static ssize_t read_some(struct shk_xml *x, void *buf, size_t n)
{
    if (x->fd < 0) {
        if (n > x->ndata - x->fed) n = x->ndata - x->fed;
        if (n) memcpy(buf, x->data + x->fed, n);
        x->fed += n;
        return (ssize_t)n;
    }
    for (;;) {
        const ssize_t got = read(x->fd, buf, n);
        if (got >= 0 || errno != EINTR) return got;
    }
}

static enum shk_err fill(struct shk_xml *x, struct shk_diag *d)
{
    x->nqueue = x->head = x->nattr = x->nstr = 0;
    while (!x->nqueue && !x->at_eof) {
        /* An unfinished tag is scanned again with each block: blocks as long as it is keep that linear. */
        const size_t block = x->quiet > BLOCK ? x->quiet : BLOCK;
        void *buf = XML_GetBuffer(x->parser, (int)block);
        if (!buf) return shk_fail(d, SHK_E_NOMEM, "%s:%d: out of memory", x->file, line_of(x));
        const ssize_t got = read_some(x, buf, block);
        if (got < 0) return shk_fail(d, SHK_E_IO, "%s: cannot read: %s", x->file, strerror(errno));
        x->at_eof = got == 0;
        x->quiet += (size_t)got;
        const enum XML_Status status = XML_ParseBuffer(x->parser, (int)got, x->at_eof);
        if (x->err) {
            if (d && d->code == SHK_OK) *d = x->diag;
            return x->err;
        }
        if (status == XML_STATUS_ERROR)
            return shk_fail(d, SHK_E_SYNTAX, "%s:%d: not well-formed XML: %s", x->file, line_of(x), XML_ErrorString(XML_GetErrorCode(x->parser)));
        if (x->quiet > x->lim.tag_bytes)
            return shk_fail(d, SHK_E_LIMIT, "%s:%d: a tag, comment or declaration longer than %zu bytes", x->file, line_of(x), x->lim.tag_bytes);
    }
    return SHK_OK;
}

enum shk_err shk_xml_next(struct shk_xml *x, struct shk_diag *d, struct shk_xml_item *out)
{
    *out = (struct shk_xml_item){ .event = SHK_XML_EOF };
    if (x->failed) return shk_fail(d, SHK_E_SYNTAX, "%s: cannot be read further", x->file);
    if (x->head == x->nqueue) {
        const enum shk_err e = fill(x, d);
        if (e) { x->failed = 1; x->nqueue = x->head = 0; return e; }
    }
    if (x->head == x->nqueue) { x->last = (struct entry){ .event = SHK_XML_EOF, .line = x->last.line }; out->line = x->last.line; return SHK_OK; }
    const struct entry *e = &x->queue[x->head++];
    out->event = e->event;
    out->line = e->line;
    out->depth = e->depth;
    if (e->event == SHK_XML_TEXT) {
        out->text = x->str + e->text;
        out->ntext = e->ntext;
    } else {
        out->name = x->str + e->name;
        for (size_t i = 0; i < e->nattrs; i++)
            x->out_attr[i] = (struct shk_xml_attr){ x->str + x->attr[e->attr + i].name, x->str + x->attr[e->attr + i].value };
        out->attrs = x->out_attr;
        out->nattrs = e->nattrs;
    }
    x->last = *e;
    return SHK_OK;
}

enum shk_err shk_xml_skip(struct shk_xml *x, struct shk_diag *d)
{
    SHK_ASSERT(x->last.event == SHK_XML_START);
    const unsigned depth = x->last.depth;
    struct shk_xml_item it;
    do {
        SHK_TRY(shk_xml_next(x, d, &it));
        if (it.event == SHK_XML_EOF) return shk_fail(d, SHK_E_SYNTAX, "%s:%d: unexpected end of file", x->file, it.line);
    } while (it.event != SHK_XML_END || it.depth != depth);
    return SHK_OK;
}

const char *shk_xml_namespace(const struct shk_xml *x) { return x->uri ? x->uri : ""; }
const char *shk_xml_file(const struct shk_xml *x) { return x->file; }
int shk_xml_line(const struct shk_xml *x) { return x->last.line; }

/* ---- trees ---- */

/* Names repeat: within one tree equal ones share their copy. */
enum { NAMES = 64 };
struct names { const char *slot[NAMES]; };

static const char *keep(struct names *t, struct shk_arena *a, const char *s)
{
    size_t h = 0;
    for (const char *p = s; *p; p++) h = h * 31 + (unsigned char)*p;
    const char **slot = &t->slot[h % NAMES];
    if (*slot && !strcmp(*slot, s)) return *slot;
    return *slot = shk_arena_strdup(a, s);
}

/* entry must be the START that shk_xml_next returned last; its strings are still in place. */
static struct shk_xml_node *node_of(struct shk_xml *x, const struct entry *e, struct names *t, struct shk_arena *a)
{
    struct shk_xml_node *n = SHK_NEW(a, struct shk_xml_node, 1);
    struct shk_xml_attr *at = e->nattrs ? SHK_NEW(a, struct shk_xml_attr, e->nattrs) : NULL;
    if (!n || (e->nattrs && !at)) return NULL;
    n->name = keep(t, a, x->str + e->name);
    n->text = "";
    n->line = e->line;
    n->nattrs = e->nattrs;
    n->attrs = at;
    if (!n->name) return NULL;
    for (size_t i = 0; i < e->nattrs; i++) {
        const struct offsets o = x->attr[e->attr + i];
        at[i].name = keep(t, a, x->str + o.name);
        at[i].value = shk_arena_strdup(a, x->str + o.value);
        if (!at[i].name || !at[i].value) return NULL;
    }
    return n;
}

static int add_text(struct shk_xml_node *n, const struct shk_xml_item *it, struct shk_arena *a)
{
    char *s = shk_arena_alloc(a, n->ntext + it->ntext + 2, 1);
    if (!s) return 0;
    size_t k = n->ntext;
    if (k) { memcpy(s, n->text, k); s[k++] = ' '; }
    memcpy(s + k, it->text, it->ntext);
    s[k + it->ntext] = 0;
    n->text = s;
    n->ntext = k + it->ntext;
    return 1;
}

enum shk_err shk_xml_shallow(struct shk_xml *x, struct shk_arena *arena, struct shk_diag *d, struct shk_xml_node **out)
{
    SHK_ASSERT(x->last.event == SHK_XML_START);
    struct names t = { { 0 } };
    *out = node_of(x, &x->last, &t, arena);
    return *out ? SHK_OK : shk_fail(d, SHK_E_NOMEM, "%s:%d: out of memory", x->file, x->last.line);
}

enum shk_err shk_xml_tree(struct shk_xml *x, struct shk_arena *arena, struct shk_diag *d, struct shk_xml_node **out)
{
    SHK_ASSERT(x->last.event == SHK_XML_START);
    struct names t = { { 0 } };
    struct open { struct shk_xml_node *node, **tail; int texts; } open[MOST_LIMIT_DEPTH + 1];
    unsigned depth = 0;
    struct shk_xml_item it = { .event = SHK_XML_START };
    *out = NULL;
    for (;;) {
        if (it.event == SHK_XML_START) {
            struct shk_xml_node *n = node_of(x, &x->last, &t, arena);
            if (!n) break;
            if (depth) {
                *open[depth - 1].tail = n;
                open[depth - 1].tail = &n->next;
            }
            open[depth++] = (struct open){ n, &n->first, 0 };
        } else if (it.event == SHK_XML_TEXT) {
            /* Joining is quadratic in the number of pieces: text scattered between very many children is not data. */
            if (++open[depth - 1].texts > 1000)
                return shk_fail(d, SHK_E_LIMIT, "%s:%d: %s: text in more than 1000 pieces between children", x->file, it.line, open[depth - 1].node->name);
            if (!add_text(open[depth - 1].node, &it, arena)) break;
        } else if (it.event == SHK_XML_END && --depth == 0) {
            *out = open[0].node;
            return SHK_OK;
        } else if (it.event == SHK_XML_EOF) {
            return shk_fail(d, SHK_E_SYNTAX, "%s:%d: unexpected end of file", x->file, it.line);
        }
        SHK_TRY(shk_xml_next(x, d, &it));
    }
    return shk_fail(d, SHK_E_NOMEM, "%s:%d: out of memory reading the file", x->file, x->last.line);
}

enum shk_err shk_xml_read(const char *path, const struct shk_xml_limits *limits, struct shk_arena *arena, struct shk_diag *d,
                          struct shk_xml_node **root)
{
    struct shk_xml *x;
    struct shk_xml_item it;
    *root = NULL;
    SHK_TRY(shk_xml_open(path, limits, d, &x));
    enum shk_err e = shk_xml_next(x, d, &it);
    if (!e && it.event != SHK_XML_START) e = shk_fail(d, SHK_E_SYNTAX, "%s: no root element", path);
    if (!e) e = shk_xml_tree(x, arena, d, root);
    if (!e) e = shk_xml_next(x, d, &it);        /* what follows must be well-formed too */
    if (e) *root = NULL;
    shk_xml_close(x);
    return e;
}
