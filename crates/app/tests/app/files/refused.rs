//! What is not taken, whatever it is called.

use kaimen_app::attachment::{LARGEST, Refusal, clean};

use super::pictures::jpeg;

#[test]
fn only_what_is_listed_is_taken() {
    let others: [&[u8]; 10] = [
        b"",
        b"text",
        b"<!doctype html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff",
        b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0",
        b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0",
        b"GIF89a\x01\0\x01\0\0\0\0;",
        b"II*\0\x08\0\0\0",
        b"#!/bin/sh\n",
    ];
    for bytes in others {
        assert_eq!(clean(bytes), Err(Refusal::Kind), "{}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn a_page_hidden_behind_a_picture_is_not_kept() {
    let both = [jpeg(1), b"<script>alert(1)</script>".to_vec()].concat();
    let kept = clean(&both).unwrap().bytes;
    assert!(!super::holds(&kept, b"<script>"));
}

#[test]
fn more_than_the_limit_is_not_even_looked_at() {
    assert_eq!(clean(&vec![0; LARGEST + 1]), Err(Refusal::TooLarge));
}

#[test]
fn noise_is_refused() {
    let mut state = 7_u64;
    for beginning in [
        &b"\xff\xd8\xff"[..],
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\x40\0\0\0WEBP",
        b"%PDF-",
        b"OggS",
        b"ID3",
        b"RIFF\x40\0\0\0WAVE",
    ] {
        for _ in 0..300 {
            let mut bytes = beginning.to_vec();
            for _ in 0..200 {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                bytes.push((state >> 32) as u8);
            }
            assert!(clean(&bytes).is_err());
        }
    }
}
