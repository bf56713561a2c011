//! JPEG, PNG and WebP with all that a phone writes into them.

use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Rgb, RgbImage};
use kaimen_app::attachment::{Media, Refusal, clean};

use super::{cleaned, holds, survives_cuts};

/// A picture whose corners differ, 60 by 40.
fn picture() -> RgbImage {
    RgbImage::from_fn(60, 40, |x, y| Rgb([(x * 4) as u8, (y * 6) as u8, if x < 30 && y < 20 { 255 } else { 0 }]))
}

fn plain_jpeg() -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    JpegEncoder::new_with_quality(&mut bytes, 90).encode_image(&picture()).unwrap();
    bytes.into_inner()
}

fn plain_webp() -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::from(picture()).write_to(&mut bytes, ImageFormat::WebP).unwrap();
    bytes.into_inner()
}

fn plain_png() -> Vec<u8> {
    let mut rows = ZlibEncoder::new(Vec::new(), Compression::default());
    for row in picture().as_raw().chunks(60 * 3) {
        rows.write_all(&[&[0], row].concat()).unwrap();
    }
    let header = chunk(b"IHDR", &[0, 0, 0, 60, 0, 0, 0, 40, 8, 2, 0, 0, 0]);
    let pixels = chunk(b"IDAT", &rows.finish().unwrap());
    [b"\x89PNG\r\n\x1a\n".as_slice(), &header, &pixels, &chunk(b"IEND", &[])].concat()
}

fn decoded(bytes: &[u8]) -> RgbImage {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().unwrap();
    let mut decoder = reader.into_decoder().unwrap();
    let orientation = decoder.orientation().unwrap();
    let mut image = DynamicImage::from_decoder(decoder).unwrap();
    image.apply_orientation(orientation);
    image.to_rgb8()
}

/// Camera data with maker, time, place, a small picture of its own, and which way is up.
fn exif(orientation: u8) -> Vec<u8> {
    let place = b"GPSLatitude 31.7012 119.9731\0";
    let made = b"2011:01:22 16:05:00\0";
    let mut tiff = b"II*\0\x08\0\0\0\x04\0".to_vec();
    let data = 8 + 2 + 4 * 12 + 4_u32;
    let mut entry = |tag: u16, kind: u16, count: u32, value: u32| {
        tiff.extend(tag.to_le_bytes());
        tiff.extend(kind.to_le_bytes());
        tiff.extend(count.to_le_bytes());
        tiff.extend(value.to_le_bytes());
    };
    entry(0x010f, 2, 12, data);
    entry(0x0112, 3, 1, orientation.into());
    entry(0x0132, 2, 20, data + 12);
    // Where the place stands.
    entry(0x8825, 4, 1, data + 32);
    tiff.extend([0; 4]);
    tiff.extend(b"SecretPhone\0");
    tiff.extend(made);
    tiff.extend(place);
    tiff
}

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let mut segment = vec![0xff, marker];
    segment.extend((content.len() as u16 + 2).to_be_bytes());
    segment.extend(content);
    segment
}

/// As a phone writes it: camera data, two notes, a colour profile, a second picture and a film behind the end.
pub fn jpeg(orientation: u8) -> Vec<u8> {
    let plain = plain_jpeg();
    let mut file = plain[..2].to_vec();
    file.extend(segment(0xe1, &[b"Exif\0\0".as_slice(), &exif(orientation)].concat()));
    file.extend(segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta GPSLatitude='31.7012'/>"));
    file.extend(segment(0xe2, b"ICC_PROFILE\0\x01\x01SecretPhone display"));
    file.extend(segment(0xed, b"Photoshop 3.0\0secret note"));
    file.extend(segment(0xfe, b"secret note"));
    file.extend(&plain[2..]);
    file.extend(&plain);
    file.extend(b"\0\0\0\x18ftypmp42 MotionPhoto 31.7012,119.9731");
    file
}

fn chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut chunk = (content.len() as u32).to_be_bytes().to_vec();
    chunk.extend(name);
    chunk.extend(content);
    chunk.extend(crc32fast::hash(&chunk[4..]).to_be_bytes());
    chunk
}

pub fn png(orientation: u8) -> Vec<u8> {
    let plain = plain_png();
    let mut file = plain[..33].to_vec();
    file.extend(chunk(b"eXIf", &exif(orientation)));
    file.extend(chunk(b"tEXt", b"Author\0SecretPhone"));
    file.extend(chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0GPSLatitude 31.7012"));
    file.extend(chunk(b"tIME", &[7, 219, 1, 22, 16, 5, 0]));
    file.extend(&plain[33..]);
    file.extend(b"secret note behind the end");
    file
}

pub fn webp(orientation: u8) -> Vec<u8> {
    let plain = plain_webp();
    let part = |name: &[u8; 4], content: &[u8]| {
        let mut part = name.to_vec();
        part.extend((content.len() as u32).to_le_bytes());
        part.extend(content);
        part.extend(&[0][..content.len() % 2]);
        part
    };
    let mut body = b"WEBP".to_vec();
    // Colour profile, camera data and notes are announced.
    body.extend(part(b"VP8X", &[0x2c, 0, 0, 0, 59, 0, 0, 39, 0, 0]));
    body.extend(part(b"ICCP", b"SecretPhone display"));
    body.extend(&plain[12..]);
    body.extend(part(b"EXIF", &exif(orientation)));
    body.extend(part(b"XMP ", b"<x:xmpmeta GPSLatitude='31.7012'/>"));
    let mut file = b"RIFF".to_vec();
    file.extend((body.len() as u32).to_le_bytes());
    file.extend(body);
    file
}

#[test]
fn pictures_lose_everything_but_the_picture_and_stay_upright() {
    for (make, media) in [(jpeg as fn(u8) -> Vec<u8>, Media::Jpeg), (webp, Media::Webp)] {
        for orientation in 0..=9 {
            let given = make(orientation);
            assert!(
                holds(&given, b"SecretPhone") && holds(&given, b"31.7012"),
                "{media:?}: the file holds it at first"
            );
            let kept = cleaned(&given, media);
            assert_eq!(kept.size, (60, 40));
            assert!(kept.bytes.len() < given.len());
            assert_eq!(decoded(&kept.bytes), decoded(&given), "{media:?} turned {orientation}");
            let turned = matches!(orientation, 5..=8);
            assert_eq!(decoded(&kept.bytes).width(), if turned { 40 } else { 60 }, "{media:?} turned {orientation}");
        }
        survives_cuts(&make(6));
    }
    for orientation in 0..=9 {
        let kept = cleaned(&png(orientation), Media::Png);
        assert_eq!(kept.size, (60, 40));
        let plain = plain_png();
        let turn = chunk(
            b"eXIf",
            &[b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".as_slice(), &[orientation], &[0; 6]].concat(),
        );
        let turn = if matches!(orientation, 2..=8) { &turn[..] } else { &[] };
        assert_eq!(kept.bytes, [&plain[..33], turn, &plain[33..]].concat(), "turned {orientation}");
    }
    survives_cuts(&png(6));
}

#[test]
fn a_picture_without_anything_stays_as_it_is() {
    assert_eq!(cleaned(&plain_png(), Media::Png).bytes, plain_png());
    assert_eq!(cleaned(&plain_webp(), Media::Webp).bytes, plain_webp());
    assert_eq!(decoded(&cleaned(&plain_jpeg(), Media::Jpeg).bytes), decoded(&plain_jpeg()));
}

#[test]
fn a_picture_that_claims_too_many_pixels_is_refused_by_its_header() {
    let mut png = plain_png();
    let mut header = png[16..29].to_vec();
    header[..8].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
    png.splice(8..33, chunk(b"IHDR", &header));
    assert_eq!(clean(&png), Err(Refusal::Pixels));
    let mut jpeg = plain_jpeg();
    let frame = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    jpeg[frame + 5..frame + 9].fill(0xff);
    assert_eq!(clean(&jpeg), Err(Refusal::Pixels));
    jpeg[frame + 5..frame + 9].fill(0);
    assert_eq!(clean(&jpeg), Err(Refusal::Damaged));
}

#[test]
fn a_jpeg_cut_in_its_last_rows_is_shown_as_far_as_it_goes() {
    let jpeg = plain_jpeg();
    let kept = cleaned(&jpeg[..jpeg.len() - 20], Media::Jpeg);
    assert!(kept.bytes.ends_with(&[0xff, 0xd9]));
}
