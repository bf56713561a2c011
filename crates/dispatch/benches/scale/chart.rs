//! The chart of cost against the number of units, as SVG.

use std::fmt::Write;

use crate::Row;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 420.0;
const LEFT: f64 = 70.0;
const BOTTOM: f64 = 60.0;
const COLOURS: [&str; 3] = ["#1f4e79", "#b45309", "#3f7d3f"];

/// Draws p50 (line) and p99 (dashed) in microseconds over units, both axes logarithmic, a colour for each network.
pub fn draw(rows: &[Row]) -> String {
    let x = |units: f64| LEFT + (units.log10() - 2.0) / 4.2 * (WIDTH - LEFT - 170.0);
    let y = |micros: f64| HEIGHT - BOTTOM - (micros.log10() / 4.5).clamp(0.0, 1.0) * (HEIGHT - BOTTOM - 30.0);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" \
         font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
    );
    let mut add = |line: std::fmt::Arguments<'_>| {
        out.write_fmt(line).and_then(|()| out.write_char('\n')).expect("text grows");
    };
    for power in 0..=4 {
        let (value, level) = (10_u32.pow(power), y(10_f64.powi(power as i32)));
        add(format_args!(
            "<path d=\"M{LEFT} {level:.1}H{:.1}\" stroke=\"#ddd\"/><text x=\"{:.1}\" y=\"{:.1}\" \
             text-anchor=\"end\">{value} µs</text>",
            WIDTH - 170.0,
            LEFT - 6.0,
            level + 4.0
        ));
    }
    for (units, name) in [(191.0, "191"), (2e3, "2 k"), (2e4, "20 k"), (2e5, "200 k"), (1e6, "1 M")] {
        add(format_args!(
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{name}</text>",
            x(units),
            HEIGHT - BOTTOM + 18.0
        ));
    }
    add(format_args!(
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">units (all free cars)</text>",
        (LEFT + WIDTH - 170.0) / 2.0,
        HEIGHT - 14.0
    ));
    let mut networks: Vec<u32> = rows.iter().map(|row| row.nodes).collect();
    networks.dedup();
    for (index, (nodes, colour)) in networks.iter().zip(COLOURS).enumerate() {
        let of = |value: fn(&Row) -> f64| {
            let points = rows.iter().filter(|row| row.nodes == *nodes);
            points
                .map(|row| format!("{:.1},{:.1}", x(f64::from(row.units)), y(value(row))))
                .collect::<Vec<_>>()
                .join(" ")
        };
        let line = |points: String, dash: &str| {
            format!("<polyline points=\"{points}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"{dash}/>")
        };
        add(format_args!("{}", line(of(|row| row.p50), "")));
        add(format_args!("{}", line(of(|row| row.p99), " stroke-dasharray=\"4 3\"")));
        let level = 40.0 + 22.0 * index as f64;
        add(format_args!(
            "<text x=\"{:.1}\" y=\"{level}\" fill=\"{colour}\">{} k nodes</text>",
            WIDTH - 150.0,
            nodes / 1000
        ));
    }
    add(format_args!("<text x=\"{:.1}\" y=\"120\">line p50, dashed p99</text>", WIDTH - 150.0));
    out.push_str("</svg>\n");
    out
}
