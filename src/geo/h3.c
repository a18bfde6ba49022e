/* H3: a place is projected from the centre of the Earth on its face of the icosahedron, where the hexagons of a resolution form a
 * lattice; seven of them make one of the coarser resolution, turned by 19.1 degrees to one side and the other in turns. The index is the
 * base cell of resolution 0 and the way down, a digit a resolution. Written from the published description of the grid; the tables are
 * facts of it, found from indices that the H3 library 4.5 gave. */
#include "geo/h3.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "geo/geodetic.h"

/* Unit vectors to the centre of a face, and along the i axis of its lattice. */
static const struct { double centre[3], axis[3]; } face[20] = {
    { { 0.2199307791404608, 0.65836917802749961, 0.71984753789261813 }, { 0.40421480869336962, -0.73308947628163657, 0.54698282258047026 } },
    { { -0.21392348345014187, 0.14781718295507043, 0.96560179352142061 }, { 0.97213741150647948, -0.064768238219792024, 0.22528632552240255 } },
    { { 0.10926252787847973, -0.48119515728732082, 0.86977751212872534 }, { 0.54908143033305934, 0.75861960482905433, 0.35072193833920812 } },
    { { 0.74285673015867926, -0.3593941678278027, 0.56480059365170321 }, { -0.28030414798915942, 0.59918003969486144, 0.74994190751773271 } },
    { { 0.81125347091409705, 0.34489532376393855, 0.47213877364139284 }, { -0.36983664399785937, -0.32274687375841937, 0.87123780464094169 } },
    { { -0.10554981496139192, 0.97944572964114129, 0.17188746100093646 }, { -0.54493049110128455, -0.20155853002339472, 0.81389490650999963 } },
    { { -0.80754075799700908, 0.15335524858988184, 0.56952619948826899 }, { 0.20798520633666287, -0.82953855440815127, 0.51827400156242709 } },
    { { -0.28461480697879066, -0.86440809726542045, 0.41447925524735396 }, { -0.47653375034586637, 0.50273096156834673, 0.72123308649968987 } },
    { { 0.74056214738544812, -0.66732995645655246, -0.078983764632673772 }, { -0.38333748543697382, -0.51606470014459038, 0.76598276581365199 } },
    { { 0.85123039864742922, 0.47223437885826813, -0.22891373886878097 }, { -0.25960661905056526, 0.7580069591045614, 0.59835595868528835 } },
    { { -0.74056214738544823, 0.66732995645655246, 0.078983764632673772 }, { 0.28631144367947869, 0.20700632128770835, 0.93550742389630592 } },
    { { -0.85123039864742922, -0.47223437885826819, 0.22891373886878105 }, { 0.26517568842619743, -0.010631100573830817, 0.96414150100920426 } },
    { { 0.10554981496139194, -0.97944572964114129, -0.17188746100093641 }, { 0.44790444934378909, -0.10749984883348666, 0.88759528319995862 } },
    { { 0.8075407579970092, -0.15335524858988175, -0.56952619948826877 }, { 0.58197278956629694, 0.050269394155928009, 0.81165304177069331 } },
    { { 0.28461480697879082, 0.86440809726542045, -0.41447925524735396 }, { 0.48210281972149849, 0.24464489696238345, 0.84126437319480318 } },
    { { -0.74285673015867904, 0.35939416782780292, -0.56480059365170332 }, { -0.66664528127129297, -0.31997784094101384, 0.67320000762436571 } },
    { { -0.81125347091409683, -0.34489532376393839, -0.47213877364139301 }, { -0.57711278526259369, 0.60194907251226681, 0.55190411050115673 } },
    { { -0.21993077914046036, -0.65836917802749961, -0.71984753789261824 }, { -0.56677531142649451, -0.51435334374746977, 0.64358867620025551 } },
    { { 0.21392348345014234, -0.14781718295507013, -0.96560179352142039 }, { 0.40306751730675405, -0.88705737059601164, 0.22509064343828133 } },
    { { -0.10926252787847936, 0.48119515728732093, -0.86977751212872523 }, { -0.44304444504008644, 0.75971831550168201, 0.47596186907189164 } },
};

/* [face][9 i + 3 j + k]: base cell * 16 + 8 (pentagons: which way a deleted direction turns) + turns of 60 degrees; -1: not on the face. */
static const int16_t base_cell[20][27] = {
    { 256, 288, 384, 528, 480, 515, 793, 771, -1, 128, 85, 165, 352, -1, -1, 657, -1, -1, 64, 5, -1, 241, -1, -1, -1, -1, -1 },
    { 32, 96, 224, 160, 176, 275, 393, 371, -1, 0, 21, 149, 80, -1, -1, 289, -1, -1, 65, 53, -1, 129, -1, -1, -1, -1, -1 },
    { 112, 336, 608, 144, 304, 547, 233, 323, -1, 48, 213, 469, 16, -1, -1, 97, -1, -1, 66, 197, -1, 1, -1, -1, -1, -1, -1 },
    { 416, 672, 928, 464, 688, 995, 617, 755, -1, 192, 453, 709, 208, -1, -1, 337, -1, -1, 67, 245, -1, 49, -1, -1, -1, -1, -1 },
    { 496, 656, 784, 704, 848, 979, 937, 1043, -1, 240, 357, 533, 448, -1, -1, 673, -1, -1, 68, 133, -1, 193, -1, -1, -1, -1, -1 },
    { 802, 1122, 1330, 770, 1074, 1397, 792, 1061, -1, 514, 837, 1189, 485, -1, -1, 533, -1, -1, 388, 597, -1, 293, -1, -1, -1, -1, -1 },
    { 402, 722, 1010, 370, 626, 949, 392, 597, -1, 274, 565, 901, 181, -1, -1, 165, -1, -1, 228, 437, -1, 101, -1, -1, -1, -1, -1 },
    { 580, 548, 609, 884, 865, 817, 1164, 1169, -1, 324, 305, 337, 644, -1, -1, 961, -1, -1, 225, 145, -1, 433, -1, -1, -1, -1, -1 },
    { 1028, 996, 929, 1348, 1313, 1217, 1564, 1569, -1, 756, 689, 673, 1108, -1, -1, 1425, -1, -1, 609, 465, -1, 817, -1, -1, -1, -1, -1 },
    { 1202, 1506, 1714, 1042, 1378, 1669, 936, 1221, -1, 978, 1301, 1621, 853, -1, -1, 709, -1, -1, 788, 1061, -1, 661, -1, -1, -1, -1, -1 },
    { 912, 944, 1011, 1184, 1251, 1267, 1339, 1475, -1, 592, 627, 723, 832, -1, -1, 1123, -1, -1, 384, 371, -1, 515, -1, -1, -1, -1, -1 },
    { 736, 960, 1155, 896, 1091, 1283, 1019, 1235, -1, 432, 643, 883, 560, -1, -1, 723, -1, -1, 224, 323, -1, 275, -1, -1, -1, -1, -1 },
    { 1136, 1424, 1555, 1168, 1459, 1651, 1163, 1411, -1, 816, 1107, 1347, 864, -1, -1, 883, -1, -1, 608, 755, -1, 547, -1, -1, -1, -1, -1 },
    { 1536, 1664, 1715, 1568, 1763, 1843, 1563, 1779, -1, 1216, 1379, 1507, 1312, -1, -1, 1347, -1, -1, 928, 1043, -1, 995, -1, -1, -1, -1, -1 },
    { 1360, 1392, 1331, 1616, 1635, 1603, 1723, 1795, -1, 1056, 1075, 1123, 1296, -1, -1, 1507, -1, -1, 784, 771, -1, 979, -1, -1, -1, -1, -1 },
    { 1522, 1746, 1873, 1474, 1730, 1889, 1338, 1601, -1, 1266, 1491, 1699, 1250, -1, -1, 1189, -1, -1, 1010, 1235, -1, 949, -1, -1, -1, -1, -1 },
    { 1444, 1284, 1156, 1700, 1589, 1413, 1882, 1813, -1, 1236, 1092, 961, 1492, -1, -1, 1747, -1, -1, 1011, 897, -1, 1267, -1, -1, -1, -1, -1 },
    { 1684, 1652, 1556, 1812, 1861, 1781, 1881, 1941, -1, 1412, 1460, 1425, 1588, -1, -1, 1699, -1, -1, 1155, 1169, -1, 1283, -1, -1, -1, -1, -1 },
    { 1908, 1844, 1716, 1940, 1925, 1797, 1880, 1893, -1, 1780, 1764, 1665, 1860, -1, -1, 1811, -1, -1, 1555, 1569, -1, 1651, -1, -1, -1, -1, -1 },
    { 1826, 1890, 1874, 1794, 1922, 1937, 1722, 1841, -1, 1602, 1731, 1747, 1634, -1, -1, 1621, -1, -1, 1330, 1475, -1, 1397, -1, -1, -1, -1, -1 },
};

struct ijk { long i, j, k; };           /* along three axes 120 degrees apart, none negative, one 0 */

static struct ijk normal(long i, long j, long k)
{
    const long m = i < j ? (i < k ? i : k) : (j < k ? j : k);
    return (struct ijk){ i - m, j - m, k - m };
}

/* The node nearest to x, y, in units of the lattice: the cell of two axes around it is made of two equilateral triangles. */
static struct ijk nearest(double x, double y)
{
    const double j = y / sqrt(0.75), i = x + 0.5 * j;
    double best = INFINITY;
    long bi = 0, bj = 0;
    for (int n = 0; n < 4; n++) {
        const double a = floor(i) + n / 2, b = floor(j) + n % 2, u = i - a, v = j - b, d = u * u + v * v - u * v;
        if (d < best) best = d, bi = (long)a, bj = (long)b;
    }
    return normal(bi, bj, 0);
}

/* Of an odd resolution's node its parent, and the parent's node in the lattice of its children; even ones turn the other way. */
static struct ijk parent(struct ijk c, int odd)
{
    const double a = (double)(c.i - c.k), b = (double)(c.j - c.k);
    return odd ? normal(lround((3 * a - b) / 7), lround((a + 2 * b) / 7), 0) : normal(lround((2 * a + b) / 7), lround((3 * b - a) / 7), 0);
}
static struct ijk centre_child(struct ijk c, int odd)
{
    return odd ? normal(3 * c.i + c.j, 3 * c.j + c.k, c.i + 3 * c.k) : normal(3 * c.i + c.k, c.i + 3 * c.j, c.j + 3 * c.k);
}

/* Digits are directions: 1 k, 2 j, 3 j and k, 4 i, 5 i and k, 6 i and j; 0 the centre. Turned by 60 degrees. */
static const unsigned char left[8] = { 0, 5, 3, 1, 6, 4, 2, 7 }, right[8] = { 0, 3, 6, 2, 5, 1, 4, 7 };

static void turn(unsigned char *d, int n, const unsigned char *how)
{
    for (int r = 0; r < n; r++) d[r] = how[d[r]];
}

static int leading(const unsigned char *d, int n)
{
    for (int r = 0; r < n; r++)
        if (d[r]) return d[r];
    return 0;
}

/* Pentagons have no cells in direction 1: what would turn into them turns on. */
static void turn_pentagon(unsigned char *d, int n)
{
    int first = 1;
    for (int r = 0; r < n; r++) {
        d[r] = left[d[r]];
        if (!first || !d[r]) continue;
        first = 0;
        if (leading(d, n) == 1) turn(d, n, left);
    }
}

static int is_pentagon(int base)
{
    static const unsigned char p[12] = { 4, 14, 24, 38, 49, 58, 63, 72, 83, 97, 107, 117 };
    return memchr(p, base, sizeof p) != NULL;
}

static double dot(const double a[3], const double b[3]) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

/* Face and node of resolution res. */
static struct ijk node_of(double lon, double lat, int res, int *f)
{
    static const double unit = 0.38196601125010500, turned = 0.3334731722518321;      /* edge of resolution 0 on the face; asin(sqrt(3 / 28)) */
    const double a = shk_radians(lon), b = shk_radians(lat), p[3] = { cos(b) * cos(a), cos(b) * sin(a), sin(b) };
    double most = -1;
    for (int i = 0; i < 20; i++) {
        const double d = dot(face[i].centre, p);
        if (d > most) most = d, *f = i;
    }
    const double *c = face[*f].centre, *e = face[*f].axis;
    const double across[3] = { c[1] * e[2] - c[2] * e[1], c[2] * e[0] - c[0] * e[2], c[0] * e[1] - c[1] * e[0] };
    const double scale = pow(sqrt(7), res) / (most * unit), x = dot(p, e) * scale, y = dot(p, across) * scale;
    const double cs = res % 2 ? cos(turned) : 1, sn = res % 2 ? sin(turned) : 0;
    return nearest(x * cs + y * sn, y * cs - x * sn);
}

uint64_t shk_h3_cell(double lon, double lat, int res)
{
    if (!(fabs(lat) <= 90) || !isfinite(lon) || res < 0 || res > SHK_H3_MAX_RES) return 0;
    int f = 0;
    unsigned char digit[SHK_H3_MAX_RES];
    struct ijk c = node_of(lon, lat, res, &f);
    for (int r = res; r > 0; r--) {
        const struct ijk up = parent(c, r % 2), at = centre_child(up, r % 2), d = normal(c.i - at.i, c.j - at.j, c.k - at.k);
        digit[r - 1] = (unsigned char)(4 * d.i + 2 * d.j + d.k);
        c = up;
    }
    const int entry = c.i <= 2 && c.j <= 2 && c.k <= 2 ? base_cell[f][9 * c.i + 3 * c.j + c.k] : -1;
    if (entry < 0) return 0;
    const int base = entry / 16, turns = entry % 8, pentagon = is_pentagon(base);
    if (pentagon && leading(digit, res) == 1) turn(digit, res, entry & 8 ? right : left);
    for (int t = 0; t < turns; t++) {
        if (pentagon) turn_pentagon(digit, res);
        else turn(digit, res, left);
    }
    uint64_t cell = UINT64_C(1) << 59 | (uint64_t)res << 52 | (uint64_t)base << 45;
    for (int r = 1; r <= SHK_H3_MAX_RES; r++) cell |= (uint64_t)(r <= res ? digit[r - 1] : 7) << (45 - 3 * r);
    return cell;
}

uint64_t shk_h3_parse(const char *text)
{
    char *end;
    const uint64_t cell = strtoull(text, &end, 16);
    return end != text && !*end && cell >> 59 == 1 ? cell : 0;
}
