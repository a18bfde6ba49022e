// libs: geo
/* Great-circle primitives against figures of OpenQuake 3.26.2 (spec/contexts.md 1, spec/sources.md 0.2). */
#include "geo/geodetic.h"
#include "near.h"

TEST(distances_and_azimuths)
{
    NEAR(shk_distance(10, 45, 11.3, 45.7), 127.9764343280, E10);
    NEAR(shk_distance_f32(10, 45, 11.3, 45.7), 127.9763565063, 2e-5);      /* single precision depends on libm */
    NEAR(shk_azimuth(10, 45, 11.3, 45.7), 52.0797920642, E10);
    NEAR(shk_distance(10, 45, 11, 46), 135.786090627, 6e-10);
    NEAR(shk_azimuth(10, 45, 11, 46), 34.6713518634, E10);
    NEAR(shk_fast_azimuth(11, 46, 10, 45), shk_azimuth(11, 46, 10, 45) - 360, 1e-12);
    NEAR(shk_distance3((struct shk_point){ 10, 45, 1 }, (struct shk_point){ 10, 45, 5 }), 4, 1e-14);
    NEAR(shk_distance(0, 0, 90, 0), SHK_PI / 2 * 6371, 1e-9);
}

TEST(points_at_a_distance)
{
    double lon, lat;
    shk_point_at(10, 45, 33, 77, &lon, &lat);
    NEAR(lon, 10.5388434714, E10);
    NEAR(lat, 45.5795023410, E10);
    shk_point_at(10, 45, 30, 50, &lon, &lat);
    NEAR(lon, 10.3201373187, E10);
    NEAR(lat, 45.3889725283, E10);
    shk_fast_point_at(10, 45, 30, 50, &lon, &lat);
    NEAR(lon, 10.3201373187, E10);
    shk_point_at(179.9, 0, 90, 50, &lon, &lat);
    NEAR(lon, 179.9 + shk_degrees(50 / 6371.0) - 360, 1e-9);
    const struct shk_point m = shk_middle((struct shk_point){ 10, 45, 2 }, (struct shk_point){ 11, 46, 4 });
    NEAR(m.lon, 10.4955596247, E10);
    NEAR(m.lat, 45.5010905921, E10);
    CHECK(m.dep == 3);
}

TEST(intervals_keep_their_length)
{
    const struct shk_point p = { 10, 45, 2 }, q = { 10.3, 45.1, 8 };
    const size_t n = shk_intervals_count(p, q, 4);
    struct shk_point out[32];
    CHECK(n == (size_t)shk_round_away(shk_distance3(p, q) / 4, 0) + 1);
    shk_intervals_between(p, q, 4, n, out);
    CHECK(out[0].lon == 10 && out[0].lat == 45 && out[0].dep == 2);
    for (size_t i = 1; i < n; i++) NEAR(shk_distance3(out[i - 1], out[i]), 4, 1e-6);
    CHECK(shk_intervals_count(p, p, 4) == 1);
    shk_points_between(p, q, 5, out);
    CHECK(out[4].lon == q.lon && out[4].dep == q.dep);
    NEAR(shk_distance3(out[1], out[2]), shk_distance3(p, q) / 4, 1e-9);
}

TEST(signed_distances_from_arcs)
{
    NEAR(shk_arc_distance(10, 45, 30, 10.5, 45.2), 22.7470153135, E10);
    NEAR(shk_arc_distance(10, 45, 30, 9.5, 45.2), -45.1071539460, E10);
    NEAR(shk_semi_arc_distance(10, 45, 30, 10.5, 45.2), 22.7470153135, E10);
    NEAR(shk_semi_arc_distance(10, 45, 30, 9.5, 45.2), -45.1077077921, E10);
    NEAR(shk_semi_arc_distance(10, 45, 30, 10.5, 44.5), 68.1913493523, E10);
    NEAR(shk_semi_arc_distance(10, 45, 30, 9.5, 44.5), -68.1913493523, E10);
    const struct shk_point a = { 10, 45, 0 }, b = { 10.3, 45.4, 0 };
    NEAR(shk_segment_distance(a, b, 10.5, 45.2), 24.2593766702, E10);
    NEAR(shk_segment_distance(a, b, 9.5, 45.2), -45.0811268802, E10);
    NEAR(shk_segment_distance(a, b, 10.1, 46), -68.5006731969, E10);
}

TEST(cartesian_and_back)
{
    double v[3];
    shk_to_xyz(10, 45, 5, v);
    NEAR(v[0], 4433.0547538772, E10);
    NEAR(v[1], 781.6671600665, E10);
    NEAR(v[2], 4501.4417690336, E10);
    const struct shk_point p = shk_from_xyz(v);
    NEAR(p.lon, 10, 1e-12);
    NEAR(p.lat, 45, 1e-12);
    NEAR(p.dep, 5, 1e-11);
}

TEST(boxes_and_projection)
{
    const double lon[] = { 10, 11, NAN, 10.5 }, lat[] = { 45, 46, NAN, 45.2 };
    struct shk_box b;
    CHECK(!shk_box_of(4, lon, lat, NULL, &b));
    CHECK(b.west == 10 && b.east == 11 && b.north == 46 && b.south == 45);
    const struct shk_projection p = shk_projection_of(b);
    double x, y;
    NEAR(shk_degrees(p.lon0), 10.5044403753, E10);
    NEAR(shk_degrees(asin(p.sin_lat0)), 45.5010905921, E10);
    shk_project(&p, 10.2, 45.7, &x, &y);
    NEAR(x, -23.6428002728, E10);
    NEAR(y, 22.1624748324, E10);
    shk_project(&p, 10.2, 45.3, &x, &y);
    NEAR(x, -23.81136383813, E10);
    NEAR(y, -22.315086070522, E10);
    shk_unproject(&p, 20, -30, &x, &y);
    NEAR(x, 10.7598395808, E10);
    NEAR(y, 45.2310071781, E10);

    const double idl[] = { 179, -179, 178.5 }, idl_lat[] = { 0, 1, 2 };
    CHECK(!shk_box_of(3, idl, idl_lat, NULL, &b));
    CHECK(b.west == 178.5 && b.east == -179);
    const double around[] = { -170, 170, 10, -100 }, zero[] = { 0, 0, 0, 0 };
    struct shk_diag d = { 0 };
    CHECK(shk_box_of(4, around, zero, &d, &b) == SHK_E_INVALID);
    CHECK(shk_box_of(0, lon, lat, &d, &b) == SHK_E_INVALID);
}

TEST(rounding_and_wrapping)
{
    CHECK(shk_round_away(2.5, 0) == 3 && shk_round_away(-2.3, 0) == -3);
    CHECK(shk_round_away(1.23456785, 7) == 1.2345679);
    CHECK(shk_fix_lon(180) == -180 && shk_fix_lon(190) == -170);
    CHECK(shk_lon_extent(179, -179) == 2 && shk_lon_extent(-179, 179) == -2);
    CHECK(shk_cross_idl(179, -179) && !shk_cross_idl(-10, 10));
    CHECK(shk_floor_mod(-1, 360) == 359 && shk_floor_mod(720, 360) == 0);
}

RUN(distances_and_azimuths, points_at_a_distance, intervals_keep_their_length, signed_distances_from_arcs, cartesian_and_back,
    boxes_and_projection, rounding_and_wrapping)
