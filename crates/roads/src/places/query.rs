//! Understands what people type and ranks what is found.

use super::{Entry, LONGEST_QUERY, PlaceHit, PlaceKind, Places, fold::fold};
use crate::geo::Coordinate;

/// Junction nodes nearer to each other than this are one crossing, in metres (dual carriageways).
const ONE_CROSSING: f64 = 70.0;
/// Words for a junction at the end of a query.
const JUNCTION_WORDS: [&str; 7] = ["交叉路口", "十字路口", "交叉口", "交汇处", "交界处", "路口", "口"];
/// What stands between the names of two streets.
const BETWEEN: [&str; 16] =
    ["/", "&", "+", "@", "、", "与", "和", "跟", "靠近", "近", " and ", " at ", " e ", " y ", " near ", ";"];
/// Short forms of words in street names.
const SHORT_FORMS: [(&str, &str); 16] = [
    ("st", "street"),
    ("ave", "avenue"),
    ("av", "avenida"),
    ("blvd", "boulevard"),
    ("rd", "road"),
    ("dr", "drive"),
    ("ln", "lane"),
    ("hwy", "highway"),
    ("pl", "place"),
    ("sq", "square"),
    ("pkwy", "parkway"),
    ("r", "rua"),
    ("tv", "travessa"),
    ("lg", "largo"),
    ("pc", "praca"),
    ("trav", "travessa"),
];
/// What follows a house number.
const NUMBER_WORDS: [char; 12] = ['号', '弄', '栋', '幢', '室', '楼', '单', '元', '层', '座', '组', '#'];
/// How many streets of one name are compared with how many of the other.
const MOST_STREETS: usize = 40;

/// How many ways to read a query as two names are tried.
const MOST_SPLITS: usize = 6;

/// Best hits first.
pub(super) fn find(places: &Places, query: &str, limit: usize) -> Vec<PlaceHit> {
    let cut: String = query.chars().take(LONGEST_QUERY).collect();
    let query = fold(&cut);
    let query = query.trim_matches([' ', ',', '.', '，', '。']);
    if query.is_empty() || limit == 0 {
        return Vec::new();
    }
    let crossings = crossings(places, query, limit);
    if !crossings.is_empty() {
        return crossings;
    }
    let plain = without_number(query);
    let mut attempts = vec![query.to_owned(), plain.to_owned(), spelled_out(query), spelled_out(plain)];
    attempts.dedup();
    for attempt in attempts {
        let hits = ranked(places, &attempt, limit);
        if !hits.is_empty() {
            return hits.into_iter().map(|entry| places.hit(entry)).collect();
        }
    }
    named_inside(places, plain, limit)
}

/// How well a name fits: 0 the same, 1 begins so or is a part of the street, 2 a word begins so, 3 contains it.
fn fit(name: &str, query: &str) -> Option<u8> {
    if name == query {
        return Some(0);
    }
    if name.starts_with(query) || is_part(name, query) {
        return Some(1);
    }
    // Names are short: comparing at every byte beats preparing a search for each of them.
    let at = name.as_bytes().windows(query.len()).position(|window| window == query.as_bytes())?;
    Some(if matches!(name.as_bytes().get(at.wrapping_sub(1)), Some(b' ' | b'-')) { 2 } else { 3 })
}

/// Whether a street is a part of the one asked for: 延政西路, 延政中路 and 延政东路 are parts of 延政路.
fn is_part(name: &str, query: &str) -> bool {
    let Some(stem) = query.strip_suffix('路').filter(|stem| stem.len() > 3) else { return false };
    let part = name.strip_prefix(stem).and_then(|rest| rest.strip_suffix('路'));
    part.is_some_and(|part| matches!(part, "东" | "西" | "南" | "北" | "中"))
}

/// Towns and stations before streets before other points, where the names fit equally.
fn weight(kind: PlaceKind) -> u8 {
    match kind {
        PlaceKind::City | PlaceKind::Town => 0,
        PlaceKind::Police => 1,
        PlaceKind::Street | PlaceKind::Crossing => 2,
        PlaceKind::Village | PlaceKind::Hospital => 3,
        PlaceKind::School | PlaceKind::Place => 4,
    }
}

/// Entries that fit, best first.
fn ranked<'a>(places: &'a Places, query: &str, limit: usize) -> Vec<&'a Entry> {
    if query.is_empty() {
        return Vec::new();
    }
    let fits = places.entries.iter().filter_map(|entry| Some((fit(&entry.folded, query)?, entry)));
    let mut hits: Vec<(u8, &Entry)> = fits.collect();
    hits.sort_by_key(|(fit, entry)| {
        (*fit, weight(entry.kind), entry.folded.chars().count(), std::cmp::Reverse(entry.junctions.len()))
    });
    hits.into_iter().take(limit).map(|(_, entry)| entry).collect()
}

/// Places whose whole name stands somewhere in the query, the longest name first: 武进区塘洋桥窑头村22号 names two.
fn named_inside(places: &Places, query: &str, limit: usize) -> Vec<PlaceHit> {
    let inside = |entry: &&Entry| entry.folded.chars().count() > 1 && query.contains(&entry.folded);
    let mut hits: Vec<&Entry> = places.entries.iter().filter(inside).collect();
    // The last name in an address is the most exact one.
    let end = |entry: &Entry| query.rfind(&entry.folded).map(|at| at + entry.folded.len());
    hits.sort_by_key(|entry| std::cmp::Reverse((end(entry), entry.folded.len())));
    hits.into_iter().take(limit).map(|entry| places.hit(entry)).collect()
}

/// The query without house numbers: at its end (人民路 22号, 人民路22-3号, Rua Nova 12) or its start (12 Main St).
fn without_number(query: &str) -> &str {
    let mut rest = query;
    loop {
        let end = rest.trim_end_matches(NUMBER_WORDS);
        let marked = end.len() < rest.len();
        let bare = end.trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == '-' || letter == '之');
        let apart = bare.ends_with([' ', ',']) || bare.chars().next_back().is_some_and(|letter| !letter.is_ascii());
        if bare.len() == end.len() || bare.is_empty() || !(marked || apart) {
            break;
        }
        rest = bare.trim_end_matches([' ', ',']);
    }
    match rest.split_once(' ') {
        Some((number, street)) if number.chars().all(|letter| letter.is_ascii_digit()) => street,
        _ => rest,
    }
}

/// Short forms written out: main st becomes main street.
fn spelled_out(query: &str) -> String {
    let words = query.split(' ').map(|word| {
        let bare = word.trim_end_matches('.');
        SHORT_FORMS.iter().find(|(short, _)| *short == bare).map_or(word, |(_, long)| long)
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Crossings of two streets named in the query.
fn crossings(places: &Places, query: &str, limit: usize) -> Vec<PlaceHit> {
    let word = JUNCTION_WORDS.iter().find_map(|word| query.strip_suffix(word).map(|rest| (rest, *word)));
    // 路口 eats the 路 of the second name: both readings are tried.
    let readings: Vec<String> = match word {
        Some((rest, "路口")) => vec![format!("{rest}路"), rest.to_owned()],
        Some((rest, _)) => vec![rest.to_owned()],
        None => vec![query.to_owned()],
    };
    for reading in &readings {
        for (first, second) in splits(reading, word.is_some()) {
            let hits = junctions(places, first, second, limit);
            if !hits.is_empty() {
                return hits;
            }
        }
    }
    Vec::new()
}

/// Ways to read a query as two names.
fn splits(query: &str, junction: bool) -> Vec<(&str, &str)> {
    let mut splits = Vec::new();
    for between in BETWEEN {
        for (at, _) in query.match_indices(between) {
            splits.push((query[..at].trim(), query[at + between.len()..].trim()));
        }
    }
    // 人民路延政路口: one name ends where the other begins.
    if junction || splits.is_empty() {
        for (at, letter) in query.char_indices() {
            let end = at + letter.len_utf8();
            if matches!(letter, '路' | '街' | '道' | '线') && end < query.len() {
                splits.push((&query[..end], query[end..].trim()));
            }
        }
    }
    splits.retain(|(first, second)| first.chars().count() > 1 && second.chars().count() > 1);
    splits.truncate(MOST_SPLITS);
    splits
}

/// Streets that a name may mean, best first.
fn streets<'a>(places: &'a Places, name: &str) -> Vec<&'a Entry> {
    for attempt in [name.to_owned(), spelled_out(name)] {
        let fits = places.entries.iter().filter(|entry| entry.kind == PlaceKind::Street);
        let mut fits: Vec<(u8, &Entry)> =
            fits.filter_map(|entry| Some((fit(&entry.folded, &attempt)?, entry))).collect();
        fits.sort_by_key(|(fit, entry)| (*fit, entry.folded.len()));
        if !fits.is_empty() {
            return fits.into_iter().take(MOST_STREETS).map(|(_, entry)| entry).collect();
        }
    }
    Vec::new()
}

/// Where two named streets meet; nodes close to each other are one crossing.
fn junctions(places: &Places, first: &str, second: &str, limit: usize) -> Vec<PlaceHit> {
    let (ones, others) = (streets(places, first), streets(places, second));
    let mut hits: Vec<PlaceHit> = Vec::new();
    for one in &ones {
        for other in &others {
            if std::ptr::eq(*one, *other) {
                continue;
            }
            let common = one.junctions.iter().filter(|junction| other.junctions.binary_search(junction).is_ok());
            let spots: Vec<Coordinate> =
                common.filter_map(|&junction| places.junctions.get(junction as usize)).copied().collect();
            for at in clusters(&spots) {
                let name = format!("{}/{}", one.name, other.name);
                let within = places.near(at).map(str::to_owned);
                hits.push(PlaceHit { name, kind: PlaceKind::Crossing, at, within });
                if hits.len() == limit {
                    return hits;
                }
            }
        }
    }
    hits
}

/// Middles of groups of places that lie close together.
fn clusters(spots: &[Coordinate]) -> Vec<Coordinate> {
    let mut groups: Vec<Vec<Coordinate>> = Vec::new();
    for &spot in spots {
        match groups.iter_mut().find(|group| group.iter().any(|other| other.metres_to(spot) < ONE_CROSSING)) {
            Some(group) => group.push(spot),
            None => groups.push(vec![spot]),
        }
    }
    let mean = |group: &Vec<Coordinate>| {
        let count = group.len() as f64;
        let (lon, lat) = group.iter().fold((0.0, 0.0), |(lon, lat), spot| (lon + spot.lon, lat + spot.lat));
        Coordinate { lon: lon / count, lat: lat / count }
    };
    groups.iter().map(mean).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn house_numbers_go_and_numbers_in_names_stay() {
        for (query, street) in [
            ("人民路 22号", "人民路"),
            ("人民路22号", "人民路"),
            ("人民路22-3号2栋101室", "人民路"),
            ("12 main st", "main st"),
            ("rua nova, 12", "rua nova"),
            ("west 5th", "west 5th"),
            ("rua 31 de janeiro", "rua 31 de janeiro"),
            ("s122", "s122"),
        ] {
            assert_eq!(without_number(query), street);
        }
    }
}
