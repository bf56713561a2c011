//! Any bytes as a request to the whole server: bodies, forms, uploads, queries, ids, cookies, keys and languages.
#![no_main]

use std::sync::{LazyLock, Mutex};

use kaimen_testkit::Outside;
use libfuzzer_sys::fuzz_target;
use tokio::runtime::Runtime;

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().expect("threads"));
static OUTSIDE: LazyLock<Mutex<Outside>> = LazyLock::new(|| Mutex::new(RUNTIME.block_on(Outside::new())));

fuzz_target!(|bytes: &[u8]| {
    let mut outside = OUTSIDE.lock().expect("one thread");
    RUNTIME.block_on(outside.ask(bytes));
});
