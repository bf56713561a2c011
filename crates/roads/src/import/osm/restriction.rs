//! Turn restrictions: relations with `type=restriction`.

use std::collections::{HashMap, HashSet};

use osmpbf::{Element, RelMemberType};

use super::elements::{Line, owned};
use crate::{
    import::{Imported, tags::Tags},
    source::{Source, Stretch, Turn},
};

/// A restriction as written.
#[derive(Debug)]
pub(super) struct Restriction {
    id: i64,
    only: bool,
    profiles: [bool; 3],
    /// Ways that are come from.
    pub(super) from: Vec<i64>,
    via_nodes: Vec<i64>,
    /// Ways between.
    pub(super) via_ways: Vec<i64>,
    /// Ways that are gone to.
    pub(super) to: Vec<i64>,
}

/// A relation that restricts turns for car, e-bike or foot, or why it cannot be used.
pub(super) fn restriction(element: &Element<'_>) -> Option<Result<Restriction, (i64, &'static str)>> {
    let Element::Relation(relation) = element else { return None };
    let tags = &owned(relation.tags())[..];
    if !tags.is("type", &["restriction"]) {
        return None;
    }
    let id = relation.id();
    if tags.value("day_on").or(tags.value("hour_on")).or(tags.value("restriction:conditional")).is_some() {
        return Some(Err((id, "the turn is restricted at some times only")));
    }
    let (value, profiles) = holds(tags)?;
    let only = value.starts_with("only_");
    if !only && !value.starts_with("no_") {
        return Some(Err((id, "the kind of turn restriction is unknown")));
    }
    let members = |role: &str, kind: RelMemberType| {
        let wanted = relation.members().filter(move |member| member.member_type == kind);
        wanted.filter(|member| member.role().is_ok_and(|known| known == role)).map(|member| member.member_id).collect()
    };
    let restriction = Restriction {
        id,
        only,
        profiles,
        from: members("from", RelMemberType::Way),
        via_nodes: members("via", RelMemberType::Node),
        via_ways: members("via", RelMemberType::Way),
        to: members("to", RelMemberType::Way),
    };
    let whole = !restriction.from.is_empty()
        && !restriction.to.is_empty()
        && (restriction.via_nodes.len() == 1) == restriction.via_ways.is_empty();
    Some(if whole { Ok(restriction) } else { Err((id, "the turn restriction lacks a member")) })
}

/// The kind of restriction and to whom it applies: cars and e-bikes unless another tag says so; never people on foot
/// unless they are named. `None` where it applies to none of them.
fn holds(tags: &[(String, String)]) -> Option<(&str, [bool; 3])> {
    if let Some(value) = tags.value("restriction") {
        let excepted: Vec<&str> = tags.value("except").unwrap_or_default().split(';').map(str::trim).collect();
        let is = |names: &[&str]| names.iter().any(|name| excepted.contains(name));
        let profiles =
            [!is(&["motorcar", "motor_vehicle", "vehicle", "emergency"]), !is(&["bicycle", "vehicle"]), false];
        return profiles.contains(&true).then_some((value, profiles));
    }
    let of = |keys: &[&str]| keys.iter().find_map(|key| tags.value(key));
    let motor = of(&["restriction:motorcar", "restriction:motor_vehicle"]).map(|value| (value, [true, false, false]));
    let ride = || of(&["restriction:bicycle"]).map(|value| (value, [false, true, false]));
    let walk = || of(&["restriction:foot"]).map(|value| (value, [false, false, true]));
    motor.or_else(ride).or_else(walk)
}

/// What the reader knows of the roads of the extract.
pub(super) struct Roads<'a> {
    /// Number in the source of a node.
    pub(super) node: &'a dyn Fn(i64) -> Option<u32>,
    /// Numbers in the source of the ways that an OpenStreetMap way became.
    pub(super) ways: &'a HashMap<i64, Vec<u32>>,
    /// All ways of the extract that are roads.
    pub(super) lines: &'a [Line],
}

/// Turns all restrictions into forbidden or prescribed paths; those that make no sense are rejects.
pub(super) fn turns(restrictions: &[Restriction], roads: &Roads<'_>, imported: &mut Imported) {
    let wanted: HashSet<i64> = restrictions.iter().flat_map(|restriction| &restriction.via_ways).copied().collect();
    let lines = roads.lines.iter().filter(|line| wanted.contains(&line.id));
    let vias: HashMap<i64, &Line> = lines.map(|line| (line.id, line)).collect();
    for restriction in restrictions {
        match paths(restriction, roads, &vias, &imported.source) {
            Ok(paths) => imported.source.turns.extend(paths.into_iter().map(|path| Turn {
                path,
                only: restriction.only,
                profiles: restriction.profiles,
            })),
            Err(reason) => {
                imported.reject("restrictions", restriction.id.unsigned_abs(), reason, format!("{restriction:?}"));
            }
        }
    }
}

/// All paths of a restriction: one for each way that is come from and each that is gone to.
fn paths(
    restriction: &Restriction,
    roads: &Roads<'_>,
    vias: &HashMap<i64, &Line>,
    source: &Source,
) -> Result<Vec<Vec<Stretch>>, &'static str> {
    let nowhere = "the streets of the turn restriction do not meet at their ends";
    let ends = |line: &Line| Some([*line.nodes.first()?, *line.nodes.last()?]);
    // Where the streets that are come from are left: the node, or the end of the first way between that they touch.
    let starts = match restriction.via_ways.first() {
        None => restriction.via_nodes.clone(),
        Some(way) => vias.get(way).and_then(|line| ends(line)).ok_or(nowhere)?.to_vec(),
    };
    let mut found = Vec::new();
    for via in starts {
        let number = (roads.node)(via);
        let arriving = number.map(|node| touching(&restriction.from, roads, source, node)).unwrap_or_default();
        if arriving.is_empty() {
            continue;
        }
        let Some((between, last)) = between(restriction, vias, roads, via) else { continue };
        for &(way, from, neighbour) in &arriving {
            for (to_way, to, next) in touching(&restriction.to, roads, source, last) {
                let mut path = vec![Stretch { way, from: neighbour, to: from }];
                path.extend(&between);
                path.push(Stretch { way: to_way, from: to, to: next });
                found.push(path);
            }
        }
    }
    if found.is_empty() { Err(nowhere) } else { Ok(found) }
}

/// Ends of ways at a node: the way, the node, and its neighbour on the way.
fn touching(ways: &[i64], roads: &Roads<'_>, source: &Source, node: u32) -> Vec<(u32, u32, u32)> {
    let mut found = Vec::new();
    for &way in ways.iter().filter_map(|way| roads.ways.get(way)).flatten() {
        let nodes = &source.ways[way as usize].nodes;
        let last = nodes.len() - 1;
        if nodes[0] == node {
            found.push((way, node, nodes[1]));
        }
        if nodes[last] == node {
            found.push((way, node, nodes[last - 1]));
        }
    }
    found
}

/// The stretches of the ways between, from a node on, and the node where they end.
fn between(
    restriction: &Restriction,
    vias: &HashMap<i64, &Line>,
    roads: &Roads<'_>,
    from: i64,
) -> Option<(Vec<Stretch>, u32)> {
    let (mut stretches, mut at) = (Vec::new(), from);
    for way in &restriction.via_ways {
        let mut nodes = vias.get(way)?.nodes.clone();
        if nodes.first() != Some(&at) {
            nodes.reverse();
        }
        if nodes.first() != Some(&at) {
            return None;
        }
        at = *nodes.last()?;
        let &[number] = &roads.ways.get(way)?[..] else { return None };
        for pair in nodes.windows(2).filter(|pair| pair[0] != pair[1]) {
            stretches.push(Stretch { way: number, from: (roads.node)(pair[0])?, to: (roads.node)(pair[1])? });
        }
    }
    Some((stretches, (roads.node)(at)?))
}
