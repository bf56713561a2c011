//! Any bytes as a file that is attached to a matter. What is kept has nothing more to be cleaned.
#![no_main]

use kaimen_app::attachment::{Media, clean};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(kept) = clean(bytes) else { return };
    // A document is written anew each time, in the words of the library.
    if kept.media != Media::Pdf {
        assert_eq!(clean(&kept.bytes).as_ref(), Ok(&kept));
    }
});
