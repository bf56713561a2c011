//! Recordings with all that a phone writes into them.

use kaimen_app::attachment::{Media, Refusal, clean};

use super::{cleaned, holds, survives_cuts};

fn riff(chunks: &[(&[u8], &[u8])]) -> Vec<u8> {
    let mut body = b"WAVE".to_vec();
    for (name, content) in chunks {
        body.extend(*name);
        body.extend((content.len() as u32).to_le_bytes());
        body.extend(*content);
        body.extend(&[0][..content.len() % 2]);
    }
    let mut file = b"RIFF".to_vec();
    file.extend((body.len() as u32).to_le_bytes());
    file.extend(body);
    file
}

const FORMAT: &[u8] = &[1, 0, 1, 0, 0x40, 0x1f, 0, 0, 0x80, 0x3e, 0, 0, 2, 0, 16, 0];

#[test]
fn wave_keeps_format_and_samples() {
    let samples: Vec<u8> = (0..=255).cycle().take(4001).collect();
    let given = riff(&[
        (b"LIST", b"INFOIART\x0c\0\0\0SecretPhone\0"),
        (b"fmt ", FORMAT),
        (b"bext", b"2011:01:22 secret note"),
        (b"data", &samples),
        (b"id3 ", b"31.7012"),
    ]);
    let kept = cleaned(&given, Media::Wav);
    assert_eq!(kept.bytes, riff(&[(b"fmt ", FORMAT), (b"data", &samples)]));
    survives_cuts(&given);
    assert_eq!(clean(&riff(&[(b"fmt ", FORMAT)])), Err(Refusal::Damaged));
}

/// A frame of 32 kbit/s at 44.1 kHz: 104 bytes.
fn frame(fill: u8) -> Vec<u8> {
    let mut frame = vec![0xff, 0xfb, 0x10, 0xc0];
    frame.resize(104, fill);
    frame
}

#[test]
fn mp3_keeps_the_frames() {
    let sound: Vec<u8> = (0..50).flat_map(frame).collect();
    let tag = [b"ID3\x04\0\0\0\0\x01\x0a".as_slice(), b"TPE1SecretPhone 31.7012 secret note", &[0; 103]].concat();
    assert_eq!(tag.len(), 10 + 138, "the length of the tag says 138");
    let end = [b"TAG".as_slice(), b"secret note", &[0; 114]].concat();
    let given = [tag, sound.clone(), end].concat();
    assert_eq!(cleaned(&given, Media::Mp3).bytes, sound);
    survives_cuts(&given);
    let cut = [sound.clone(), frame(1)[..50].to_vec()].concat();
    assert_eq!(cleaned(&cut, Media::Mp3).bytes, sound, "half a frame at the end goes");
    let broken = [sound.clone(), vec![7; 300], sound].concat();
    assert_eq!(clean(&broken), Err(Refusal::Damaged), "sound is not cut off unseen");
}

fn part(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut part = (content.len() as u32 + 8).to_be_bytes().to_vec();
    part.extend(name);
    part.extend(content);
    part
}

/// A recording whose tables say by position where the sound is.
fn m4a(handler: &[u8; 4]) -> Vec<u8> {
    let times = [&[0; 4], b"2011".as_slice(), b":01:", b"22xx", &[0; 84]].concat();
    let hdlr = [&[0; 8], handler.as_slice(), &[0; 12], b"SecretPhone\0"].concat();
    let table = [part(b"stsd", &[0; 8]), part(b"stco", &[0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 40])].concat();
    let minf = [part(b"smhd", &[0; 8]), part(b"stbl", &table)].concat();
    let mdia = [part(b"mdhd", &times[..24]), part(b"hdlr", &hdlr), part(b"minf", &minf)].concat();
    let trak = [part(b"tkhd", &times[..84]), part(b"mdia", &mdia), part(b"udta", b"secret note")].concat();
    let place = part(b"\xa9xyz", b"+31.7012+119.9731/");
    let moov = [part(b"mvhd", &times), part(b"trak", &trak), part(b"udta", &place), part(b"meta", b"SecretPhone")];
    [
        part(b"ftyp", b"M4A \0\0\0\0M4A mp42"),
        part(b"mdat", b"the sound itself"),
        part(b"moov", &moov.concat()),
        part(b"uuid", b"31.7012 secret note"),
    ]
    .concat()
}

#[test]
fn mpeg_4_keeps_the_sound_where_it_is_and_is_no_film() {
    let given = m4a(b"soun");
    assert!(holds(&given, b"31.7012") && holds(&given, b"2011:01:22"));
    let kept = cleaned(&given, Media::M4a);
    assert_eq!(kept.bytes.len(), given.len());
    assert_eq!(kept.bytes[24..48], given[24..48], "the sound has not moved");
    assert!(holds(&kept.bytes, b"stco") && !holds(&kept.bytes, b"udta") && !holds(&kept.bytes, b"meta"));
    survives_cuts(&given);
    assert_eq!(clean(&m4a(b"vide")), Err(Refusal::Kind));
    assert_eq!(clean(&[part(b"ftyp", b"M4A \0\0\0\0M4A mp42"), part(b"mdat", b"x")].concat()), Err(Refusal::Damaged));
}

/// A page of one stream with these packets, each shorter than 255 bytes or continued by the next page.
fn page(kind: u8, sequence: u32, lengths: &[u8], content: &[u8], serial: u32) -> Vec<u8> {
    let mut page = b"OggS\0".to_vec();
    page.push(kind);
    page.extend([0; 8]);
    page.extend(serial.to_le_bytes());
    page.extend(sequence.to_le_bytes());
    page.extend([0; 4]);
    page.push(lengths.len() as u8);
    page.extend(lengths);
    page.extend(content);
    let sum = checksum(&page);
    page[22..26].copy_from_slice(&sum.to_le_bytes());
    page
}

/// As RFC 3533 says it, bit by bit.
fn checksum(page: &[u8]) -> u32 {
    let mut sum = 0_u32;
    for bit in page.iter().flat_map(|byte| (0..8).rev().map(move |at| byte >> at & 1)) {
        let out = sum >> 31 ^ u32::from(bit);
        sum = sum << 1 ^ if out == 1 { 0x04c1_1db7 } else { 0 };
    }
    sum
}

#[test]
fn ogg_comments_are_emptied_and_pages_signed_anew() {
    let mut comments = b"OpusTags\x0b\0\0\0SecretPhone\x01\0\0\0\x1c\0\0\0GPSLatitude=31.7012,119.9731".to_vec();
    comments.resize(300, b'!');
    let given = [
        page(2, 0, &[19], b"OpusHead\x01\x01\0\0\x80\xbb\0\0\0\0\0", 9),
        // The packet goes on in the next page.
        page(0, 1, &[255], &comments[..255], 9),
        page(1, 2, &[45], &comments[255..], 9),
        page(4, 3, &[10, 5], b"soundsounds mor", 9),
    ]
    .concat();
    let kept = cleaned(&given, Media::Ogg);
    assert_eq!(kept.bytes.len(), given.len());
    assert!(holds(&kept.bytes, b"OpusTags\0\0\0\0\0\0\0\0") && holds(&kept.bytes, b"soundsounds mor"));
    assert!(!holds(&kept.bytes, b"!!"));
    let mut at = 0;
    for length in [19 + 28, 255 + 28, 45 + 28, 15 + 29] {
        let mut one = kept.bytes[at..at + length].to_vec();
        let signed: [u8; 4] = one[22..26].try_into().unwrap();
        one[22..26].fill(0);
        assert_eq!(checksum(&one), u32::from_le_bytes(signed));
        at += length;
    }
    assert_eq!(at, kept.bytes.len());
    survives_cuts(&given);

    let vorbis = [
        page(2, 0, &[30], b"\x01vorbis\0\0\0\0\x02\x44\xac\0\0\0\0\0\0\0\xee\x02\0\0\0\0\0\xb8\x01", 9),
        page(0, 1, &[37, 8], b"\x03vorbis\x0b\0\0\0SecretPhone\x01\0\0\0\x06\0\0\0secret\x01\x05vorbis!", 9),
    ]
    .concat();
    assert!(holds(&cleaned(&vorbis, Media::Ogg).bytes, b"\x03vorbis\0\0\0\0\0\0\0\0\x01\0"));
    let film = [given, page(2, 0, &[7], b"\x80theora", 10)].concat();
    assert_eq!(clean(&film), Err(Refusal::Kind), "a second stream may be a film");
}
