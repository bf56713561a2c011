//! Any bytes as a signed checkpoint, as its key, and as the address of a tile. Nothing but what was signed may open.
#![no_main]

use kaimen_domain::audit::checkpoint::{Checkpoint, CheckpointKey, VerifierKey};
use kaimen_domain::audit::tile::TileAddress;
use libfuzzer_sys::fuzz_target;

const KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

fuzz_target!(|bytes: &[u8]| {
    let key = VerifierKey::parse(KEY).expect("a good key");
    assert!(Checkpoint::open(bytes, &key).is_err(), "nobody here has the secret key");
    let text = String::from_utf8_lossy(bytes);
    let _ = (VerifierKey::parse(&text).is_ok(), CheckpointKey::parse(&text).is_ok(), TileAddress::parse(&text));
});
