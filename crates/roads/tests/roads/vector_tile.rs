//! Just enough of a reader of vector tiles to check what was drawn, written from the specification, not from the encoder.

use std::{collections::BTreeMap, io::Read};

/// A layer of a tile.
#[derive(Debug, Default)]
pub struct Layer {
    pub name: String,
    pub extent: u64,
    pub version: u64,
    pub features: Vec<Feature>,
}

/// A feature with its attributes as text.
#[derive(Debug, Default)]
pub struct Feature {
    /// 1 point, 2 line, 3 polygon.
    pub kind: u64,
    pub tags: BTreeMap<String, String>,
    /// Points, lines, or rings without the repeated first point.
    pub parts: Vec<Vec<(i64, i64)>>,
}

/// A field of a message.
enum Field<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

fn number(bytes: &mut &[u8]) -> u64 {
    let (mut value, mut shift) = (0, 0);
    loop {
        let (&byte, rest) = bytes.split_first().unwrap();
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        shift += 7;
        if byte < 0x80 {
            return value;
        }
    }
}

fn fields(mut bytes: &[u8]) -> Vec<(u64, Field<'_>)> {
    let mut fields = Vec::new();
    while !bytes.is_empty() {
        let key = number(&mut bytes);
        let field = match key & 7 {
            0 => Field::Number(number(&mut bytes)),
            2 => {
                let length = number(&mut bytes) as usize;
                let (head, rest) = bytes.split_at(length);
                bytes = rest;
                Field::Bytes(head)
            }
            other => panic!("wire type {other}"),
        };
        fields.push((key >> 3, field));
    }
    fields
}

fn numbers(mut bytes: &[u8]) -> Vec<u64> {
    let mut numbers = Vec::new();
    while !bytes.is_empty() {
        numbers.push(number(&mut bytes));
    }
    numbers
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Layers of a compressed tile.
pub fn read(gzip: &[u8]) -> Vec<Layer> {
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(gzip).read_to_end(&mut bytes).unwrap();
    let layers = fields(&bytes).into_iter().map(|field| match field {
        (3, Field::Bytes(bytes)) => layer(bytes),
        (other, _) => panic!("field {other} of a tile"),
    });
    layers.collect()
}

fn layer(bytes: &[u8]) -> Layer {
    let mut layer = Layer { extent: 4096, ..Layer::default() };
    let (mut keys, mut values, mut raw) = (Vec::new(), Vec::new(), Vec::new());
    for field in fields(bytes) {
        match field {
            (1, Field::Bytes(name)) => layer.name = text(name),
            (2, Field::Bytes(feature)) => raw.push(feature),
            (3, Field::Bytes(key)) => keys.push(text(key)),
            (4, Field::Bytes(bytes)) => values.push(value(bytes)),
            (5, Field::Number(extent)) => layer.extent = extent,
            (15, Field::Number(version)) => layer.version = version,
            (other, _) => panic!("field {other} of a layer"),
        }
    }
    layer.features = raw.into_iter().map(|bytes| feature(bytes, &keys, &values)).collect();
    layer
}

fn value(bytes: &[u8]) -> String {
    match fields(bytes).remove(0) {
        (1, Field::Bytes(bytes)) => text(bytes),
        (5, Field::Number(number)) => number.to_string(),
        (7, Field::Number(number)) => (number == 1).to_string(),
        (other, _) => panic!("value of kind {other}"),
    }
}

fn feature(bytes: &[u8], keys: &[String], values: &[String]) -> Feature {
    let mut feature = Feature::default();
    for field in fields(bytes) {
        match field {
            (2, Field::Bytes(tags)) => {
                for pair in numbers(tags).chunks(2) {
                    feature.tags.insert(keys[pair[0] as usize].clone(), values[pair[1] as usize].clone());
                }
            }
            (3, Field::Number(kind)) => feature.kind = kind,
            (4, Field::Bytes(commands)) => feature.parts = parts(&numbers(commands)),
            (other, _) => panic!("field {other} of a feature"),
        }
    }
    feature
}

fn parts(commands: &[u64]) -> Vec<Vec<(i64, i64)>> {
    let mut parts: Vec<Vec<(i64, i64)>> = Vec::new();
    let (mut x, mut y) = (0, 0);
    let mut at = 0;
    let zigzag = |number: u64| (number >> 1) as i64 ^ -((number & 1) as i64);
    while at < commands.len() {
        let (command, count) = (commands[at] & 7, commands[at] >> 3);
        at += 1;
        for _ in 0..count {
            if command == 7 {
                continue;
            }
            x += zigzag(commands[at]);
            y += zigzag(commands[at + 1]);
            at += 2;
            if command == 1 {
                parts.push(Vec::new());
            }
            parts.last_mut().unwrap().push((x, y));
        }
    }
    parts
}
