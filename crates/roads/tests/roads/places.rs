//! Search for places.

use kaimen_roads::{
    Source, district,
    import::import,
    places::{PlaceHit, PlaceKind, Places, pack},
    source::PointKind,
};

use crate::support::data;

fn places(source: &Source) -> Places {
    let [places, junctions] = <[_; 2]>::try_from(pack(source)).unwrap();
    Places::open(&places.1, &junctions.1).unwrap()
}

fn first(places: &Places, query: &str) -> PlaceHit {
    places.find(query, 10).into_iter().next().unwrap_or_else(|| panic!("nothing found for {query}"))
}

#[test]
fn the_district_is_searched_as_people_speak() {
    let source = district::generate(1);
    let places = places(&source);
    for (query, name, kind) in [
        ("邹区派出所", "邹区派出所", PlaceKind::Police),
        ("邹区", "邹区镇", PlaceKind::Town),
        ("窑头村", "窑头村", PlaceKind::Village),
        ("武进高新区塘洋桥窑头村22号", "窑头村", PlaceKind::Village),
        ("人民路 22号", "人民路", PlaceKind::Street),
        ("人民路22-3号", "人民路", PlaceKind::Street),
        ("延政路", "延政中路", PlaceKind::Street),
        ("延政路/常武路", "延政中路/常武中路", PlaceKind::Crossing),
        ("延政中路与常武中路交叉口", "延政中路/常武中路", PlaceKind::Crossing),
        ("常武中路延政中路路口", "常武中路/延政中路", PlaceKind::Crossing),
        ("延政路常武路口", "延政中路/常武中路", PlaceKind::Crossing),
        ("南夏墅卫生", "南夏墅卫生院", PlaceKind::Hospital),
    ] {
        let hit = first(&places, query);
        assert_eq!((hit.name.as_str(), hit.kind), (name, kind), "{query}");
    }
    assert_eq!(first(&places, "窑头村").within.as_deref(), Some("南夏墅街道"));
}

#[test]
fn streets_of_one_name_in_many_towns_are_many_hits() {
    let source = district::generate(1);
    let places = places(&source);
    let hits: Vec<PlaceHit> = places.find("人民路", 50).into_iter().filter(|hit| hit.name == "人民路").collect();
    assert!(hits.len() >= 10, "{}", hits.len());
    let mut towns: Vec<_> = hits.iter().filter_map(|hit| hit.within.as_deref()).collect();
    towns.sort_unstable();
    towns.dedup();
    assert!(towns.len() >= 10, "{towns:?}");
    // The place lies on the street.
    let on_street = |hit: &PlaceHit| {
        let ways = source.ways.iter().filter(|way| way.name == hit.name).flat_map(|way| &way.nodes);
        ways.map(|&node| source.nodes[node as usize].metres_to(hit.at)).fold(f64::INFINITY, f64::min)
    };
    assert!(hits.iter().all(|hit| on_street(hit) < 250.0));
}

#[test]
fn landmarks_and_the_nearest_village_are_known() {
    let places = places(&district::generate(1));
    let stations = places.landmarks(PointKind::Police);
    assert!(stations.len() >= 17 && stations.iter().all(|hit| hit.kind == PlaceKind::Police));
    let village = first(&places, "窑头村");
    assert_eq!(places.near(village.at), Some("窑头村"));
    assert_eq!(places.near(kaimen_roads::Coordinate { lon: 0.0, lat: 0.0 }), None);
}

#[test]
fn odd_queries_and_damaged_sections_do_no_harm() {
    let mut source = district::generate(1);
    source.ways.truncate(400);
    let places = places(&source);
    let long = "路".repeat(100_000);
    for query in
        ["", " ", "/", "与", "路口", "口", "号", "22号", "   22 ", "//和/与", "a/b/c/d", "\u{0}", long.as_str(), "İıßﬁ"]
    {
        assert!(places.find(query, 1_000).len() <= 50);
    }
    assert!(places.find("人民路", 0).is_empty());
    let [good, junctions] = <[_; 2]>::try_from(pack(&source)).unwrap();
    for cut in (1..good.1.len()).step_by(13) {
        assert!(Places::open(&good.1[..cut], &junctions.1).is_err());
    }
    for at in 0..good.1.len().min(3_000) {
        let mut bad = good.1.clone();
        bad[at] ^= 0xff;
        if let Ok(places) = Places::open(&bad, &junctions.1) {
            assert!(places.find("人民路/中兴街", 10).len() <= 10);
        }
    }
    assert!(Places::open(&[], &[]).unwrap().is_empty());
}

#[test]
fn porto_and_milan_are_searched() {
    let Some(path) = data("osm/porto.osm.pbf") else { return };
    let porto = places(&import(&path, &mut |_| {}).unwrap().source);
    assert_eq!(first(&porto, "RUA DE SANTA CATARINA").name, "Rua de Santa Catarina");
    assert_eq!(first(&porto, "avenida da boavista, 604").name, "Avenida da Boavista");
    let crossing = first(&porto, "santa catarina e formosa");
    assert_eq!((crossing.kind, crossing.name.as_str()), (PlaceKind::Crossing, "Rua de Santa Catarina/Rua Formosa"));
    let real = kaimen_roads::Coordinate { lon: -8.6063, lat: 41.1483 };
    assert!(crossing.at.metres_to(real) < 80.0);
    let Some(path) = data("osm/milan.osm.pbf") else { return };
    let milan = places(&import(&path, &mut |_| {}).unwrap().source);
    let hits = milan.find("via torino", 10);
    assert!(hits.iter().filter(|hit| hit.name == "Via Torino").count() > 3);
    assert_eq!(first(&milan, "via torino").kind, PlaceKind::Street);
}
