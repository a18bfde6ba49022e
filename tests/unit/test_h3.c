// libs: geo
/* Indices of cells that the H3 library 4.5 gives; a third of the places are near pentagons. */
#include "check.h"
#include "geo/h3.h"

static const struct { double lon, lat; int res; const char *cell; } known[] = {
    { 9.2127, 66.0237, 7, "870823348ffffff" }, { 172.6002, -15.8146, 4, "849faa1ffffffff" }, { 95.7268, 12.914, 14, "8e641e06814422f" },
    { -143.5078, 50.9114, 2, "821c07fffffffff" }, { 85.8385, -56.9839, 12, "8ce4cc1152c1dff" }, { 95.1741, -30.9921, 14, "8eaeaab6d355d67" },
    { 115.9223, 37.2841, 7, "87319d792ffffff" }, { 8.5231, 49.0959, 9, "891faacaeb3ffff" }, { -84.3051, 11.5287, 0, "8067fffffffffff" },
    { -64.9062, 23.9415, 3, "834c21fffffffff" }, { -171.2496, -38.548, 3, "83bb86fffffffff" }, { 123.6151, 21.7052, 4, "844b8edffffffff" },
    { 56.7045, 10.6248, 4, "8462331ffffffff" }, { 113.8204, 22.4491, 7, "87411ca42ffffff" }, { -86.7249, 76.2275, 13, "8d0273104a9b67f" },
    { -2.8628, -0.9105, 1, "8174fffffffffff" }, { -10.9842, -84.6059, 9, "89f16d186b7ffff" }, { -116.1914, -60.5734, 2, "82e287fffffffff" },
    { 175.8009, 2.2742, 7, "877e8d8f0ffffff" }, { 156.4846, -49.1919, 12, "8cdaea2a3cb49ff" }, { -89.5518, -50.9951, 14, "8ecf606da2a196f" },
    { -124.8188, -13.1702, 7, "87910a91cffffff" }, { 48.7282, 7.5947, 10, "8a7a9c151c0ffff" }, { -109.7528, -23.3281, 11, "8bb08c78bae9fff" },
    { 112.4652, -24.7269, 6, "86a6237afffffff" }, { -123.4688, -34.7531, 15, "8fb12066e595611" }, { -48.428, -38.511, 1, "81c2bffffffffff" },
    { -58.6284, -39.7154, 6, "86c2048efffffff" }, { -2.3706, 16.1263, 4, "8459a05ffffffff" }, { 155.7341, 51.3868, 4, "8416a0dffffffff" },
    { 35.3849, -52.3132, 2, "82d627fffffffff" }, { -45.8012, 28.964, 15, "8f3a7670ad91190" }, { -175.547, -14.8906, 15, "8f9a2e64e3428d1" },
    { -172.8625, -65.6351, 2, "82ea1ffffffffff" }, { 5.3057, 44.4238, 11, "8b396dd2ac4bfff" }, { 3.8569, 70.3043, 11, "8b097115119efff" },
    { 16.6912, 59.0668, 1, "8108bffffffffff" }, { 45.8988, 30.7873, 3, "832c95fffffffff" }, { -17.1292, -38.2464, 0, "80c1fffffffffff" },
    { -143.3423, 45.5748, 2, "821cf7fffffffff" }, { 163.307, 57.452, 7, "871623800ffffff" }, { 127.7869, -31.1887, 8, "88b82aa1b5fffff" },
    { 118.9237, 39.2621, 2, "823037fffffffff" }, { -133.9015, 25.5918, 9, "8950ecd4cb7ffff" }, { 93.2757, 32.6745, 4, "843c607ffffffff" },
    { -65.4129, 22.9561, 5, "854c2eabfffffff" }, { -45.4628, 71.5679, 13, "8d06a8722d5e33f" }, { -56.9973, 16.849, 1, "815efffffffffff" },
    { 56.1507, 13.8719, 2, "82631ffffffffff" }, { 8.4644, -13.7728, 8, "88acda6859fffff" }, { -157.1756, -28.1332, 5, "85b40007fffffff" },
    { -4.1041, 0.5853, 2, "82742ffffffffff" }, { -109.6759, -41.2617, 5, "85d2e597fffffff" }, { 92.9348, 58.1347, 12, "8c0aa680a3451ff" },
    { 176.7088, -2.0772, 2, "827e17fffffffff" }, { -169.5705, 28.5094, 0, "8047fffffffffff" }, { -141.3038, 76.6562, 3, "83039bfffffffff" },
    { -120.3377, -9.9088, 7, "879011033ffffff" }, { -168.7932, -31.0832, 3, "83b549fffffffff" }, { 27.3556, 51.2034, 14, "8e1e66cc3c4d807" },
    { 108.1986, -30.7248, 4, "84c8939ffffffff" }, { -105.1995, 26.561, 9, "89481324b87ffff" }, { -1.1896, 35.3114, 6, "86382342fffffff" },
    { -58.7443, -42.7172, 3, "83c31afffffffff" }, { 177.6614, 30.779, 0, "8033fffffffffff" }, { 129.2559, 34.6818, 15, "8f30ce51c114826" },
    { 30.7962, -53.2917, 7, "87d772769ffffff" }, { -152.3136, 31.2755, 13, "8d36a1274758b3f" }, { -71.321, -46.9932, 9, "89cf8c4de57ffff" },
    { -173.4326, -64.8593, 2, "82ea1ffffffffff" }, { -26.7065, 23.2252, 12, "8c34d99426a0bff" }, { 51.2458, 5.5925, 15, "8f7ab3dac071cb1" },
    { 16.8522, 61.0917, 4, "840885bffffffff" }, { 37.6572, 33.6945, 0, "802dfffffffffff" }, { 18.3487, 8.6104, 2, "826b87fffffffff" },
    { -148.6823, 47.4349, 2, "821caffffffffff" }, { 44.9116, 33.3688, 2, "822ca7fffffffff" }, { 67.7122, -58.1154, 9, "89e189144afffff" },
    { 122.1612, 45.7998, 6, "86312eccfffffff" }, { 108.1164, 15.1327, 1, "81693ffffffffff" }, { 97.3186, 77.5105, 8, "880535c6bdfffff" },
    { -66.3142, 27.1526, 4, "844d1a1ffffffff" }, { 89.7065, 55.1043, 11, "8b0b93ae1c73fff" }, { 171.9184, -8.3865, 12, "8c7f28d323b69ff" },
    { 56.6712, 9.1965, 3, "836210fffffffff" }, { 124.3864, -87.7576, 13, "8df12d35e3039bf" }, { -158.5356, 36.1414, 5, "85379597fffffff" },
    { 0.3244, 3.8464, 5, "85757143fffffff" }, { 25.6365, -0.4417, 8, "886a896a59fffff" }, { 87.3903, -18.864, 2, "82af27fffffffff" },
};

TEST(cells_are_those_of_the_library)
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const uint64_t want = shk_h3_parse(known[i].cell);
        CHECK(want != 0 && shk_h3_cell(known[i].lon, known[i].lat, known[i].res) == want && shk_h3_resolution(want) == known[i].res);
    }
}

TEST(what_is_no_place_has_no_cell)
{
    CHECK(shk_h3_cell(10, 90.1, 3) == 0 && shk_h3_cell(NAN, 10, 3) == 0 && shk_h3_cell(10, 10, 16) == 0 && shk_h3_cell(10, 10, -1) == 0);
    CHECK(shk_h3_parse("") == 0 && shk_h3_parse("x") == 0 && shk_h3_parse("828acffffffffff ") == 0 && shk_h3_parse("12") == 0);
    CHECK(shk_h3_parse("828acffffffffff") == 0x828acffffffffffu);
}

RUN(cells_are_those_of_the_library, what_is_no_place_has_no_cell)
