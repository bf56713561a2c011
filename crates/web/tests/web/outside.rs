//! A part of what the fuzz target `requests` does: good requests with bytes changed, and bytes without any sense.

use std::collections::BTreeMap;

use kaimen_testkit::Outside;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// Requests of one run.
const MANY: usize = 4_000;
/// What parsers of ours look for, to begin from.
const SEEDS: [&str; 16] = [
    r#"{"version":1,"reason":"x","units":[]}"#,
    r#"{"place":{"text":"x","lon":120.0,"lat":31.6},"kind":"theft","contact":null}"#,
    r#"[[[[{"version":18446744073709551616,"minutes":-1,"lon":1e400}]]]]"#,
    "number=234-567-89M&code=000000&stars=5&username=desk&password=x&active=true&role=duty_desk",
    "q=%E6%B9%96%E5%A1%98&state=closed&lon=120&lat=31.6&k=3&after=1&kind=theft",
    "lon=NaN&lat=inf&k=99999999999999999999&after=-9223372036854775809",
    "00000000-0000-7000-8000-000000000000",
    "kaimen=x; receipt=; =; kaimen=\"y\"; __Host-kaimen=z",
    "zh-CN,zh;q=0.9,en;q=0.8,*;q=0",
    "multipart/form-data; boundary=x",
    "content-disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\ncontent-type: image/jpeg\r\n\r\n\u{ff}\u{d8}\u{ff}",
    "application/json; charset=utf-16",
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Mobile Safari/537.36",
    "192.0.2.1, 2001:db8::1, [::1]:80, unknown",
    "<script>alert(1)</script>\u{202e}\u{0}%00%2e%2e%2f../../etc/passwd",
    "123456789",
];

fn changed(dice: &mut StdRng) -> Vec<u8> {
    let mut bytes = SEEDS[dice.random_range(0..SEEDS.len())].as_bytes().to_vec();
    for _ in 0..dice.random_range(0..6) {
        let at = dice.random_range(0..=bytes.len());
        match dice.random_range(0..5) {
            0 if at < bytes.len() => bytes[at] = dice.random(),
            1 if at < bytes.len() => _ = bytes.remove(at),
            2 => bytes.insert(at, dice.random()),
            3 => bytes.truncate(at),
            _ => {
                let other = SEEDS[dice.random_range(0..SEEDS.len())].as_bytes();
                bytes.splice(at..at, other[..dice.random_range(0..=other.len())].iter().copied());
            }
        }
    }
    bytes
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_comes_from_outside_is_answered_in_our_words() {
    let mut outside = Outside::new().await;
    let mut dice = StdRng::seed_from_u64(0x6b61_696d_656e);
    let mut statuses: BTreeMap<u16, usize> = BTreeMap::new();
    for number in 0..MANY {
        let mut bytes = vec![dice.random(), (number % outside.addresses()) as u8, dice.random()];
        bytes.extend(changed(&mut dice));
        if let Some(status) = outside.ask(&bytes).await {
            *statuses.entry(status.as_u16()).or_default() += 1;
        }
    }
    let sent: usize = statuses.values().sum();
    assert!(sent > MANY / 2 && statuses.len() > 6, "many different things happened: {statuses:?}");
    assert!(statuses.contains_key(&200) && statuses.contains_key(&422) && statuses.contains_key(&401), "{statuses:?}");
}
