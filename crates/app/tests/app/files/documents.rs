//! PDF with scripts, actions, files, properties, and photographs that know where they were taken.

use std::io::Write;

use kaimen_app::attachment::{Media, Refusal, clean};
use lopdf::{Dictionary, Document, Object, Stream, dictionary};

use super::pictures::jpeg;
use super::{cleaned, holds, survives_cuts};

/// A page with a photograph, and everything that must go around it.
fn document() -> Document {
    let mut pdf = Document::with_version("1.5");
    let photo = dictionary! { "Type" => "XObject", "Subtype" => "Image", "Width" => 60, "Height" => 40,
    "ColorSpace" => "DeviceRGB", "BitsPerComponent" => 8, "Filter" => "DCTDecode" };
    let photo = pdf.add_object(Stream::new(photo, jpeg(6)));
    let script = pdf.add_object(dictionary! { "S" => "JavaScript", "JS" => Object::string_literal("app.alert(1)") });
    let file = pdf.add_object(Stream::new(dictionary! { "Type" => "EmbeddedFile" }, b"MZ virus.exe".to_vec()));
    let filespec = pdf.add_object(dictionary! { "Type" => "Filespec", "F" => Object::string_literal("virus.exe"),
    "EF" => dictionary! { "F" => file } });
    let launch = dictionary! { "Type" => "Annot", "Subtype" => "Link", "Rect" => vec![0.into(); 4],
    "A" => dictionary! { "S" => "Launch", "F" => Object::string_literal("cmd.exe") },
    "AA" => dictionary! { "E" => script } };
    let attached = dictionary! { "Type" => "Annot", "Subtype" => "FileAttachment", "FS" => filespec,
    "Contents" => Object::string_literal("secret note") };
    let xmp = pdf.add_object(Stream::new(
        dictionary! { "Type" => "Metadata", "Subtype" => "XML" },
        b"<x:xmpmeta>GPSLatitude 31.7012</x:xmpmeta>".to_vec(),
    ));
    let content = pdf.add_object(Stream::new(Dictionary::new(), b"q 60 0 0 40 0 0 cm /Photo Do Q".to_vec()));
    let pages = pdf.new_object_id();
    let page = pdf.add_object(dictionary! { "Type" => "Page", "Parent" => pages, "Contents" => content,
    "MediaBox" => vec![0.into(), 0.into(), 60.into(), 40.into()], "Metadata" => xmp,
    "Resources" => dictionary! { "XObject" => dictionary! { "Photo" => photo } },
    "Annots" => vec![launch.into(), attached.into()],
    "PieceInfo" => dictionary! { "App" => Object::string_literal("SecretPhone") } });
    pdf.set_object(pages, dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 });
    let root = pdf.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages, "Metadata" => xmp,
    "OpenAction" => script, "AF" => vec![filespec.into()],
    "Names" => dictionary! {
        "JavaScript" => dictionary! { "Names" => vec![Object::string_literal("a"), script.into()] },
        "EmbeddedFiles" => dictionary! { "Names" => vec![Object::string_literal("f"), filespec.into()] } } });
    let info = pdf.add_object(dictionary! { "Author" => Object::string_literal("SecretPhone"),
    "CreationDate" => Object::string_literal("2011:01:22") });
    pdf.trailer.set("Root", root);
    pdf.trailer.set("Info", info);
    pdf
}

fn written(mut pdf: Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).unwrap();
    bytes
}

#[test]
fn a_document_keeps_its_page_and_nothing_that_runs_or_tells() {
    let mut modern = Vec::new();
    document().save_modern(&mut modern).unwrap();
    for given in [written(document()), modern] {
        assert!(holds(&given, b"31.7012"));
        let kept = cleaned(&given, Media::Pdf).bytes;
        let running: [&[u8]; 9] = [
            b"JavaScript",
            b"app.alert",
            b"Launch",
            b"cmd.exe",
            b"virus",
            b"EmbeddedFile",
            b"xmpmeta",
            b"/Info",
            b"Exif",
        ];
        for gone in running {
            assert!(!holds(&kept, gone), "{}", String::from_utf8_lossy(gone));
        }
        let pdf = Document::load_mem(&kept).unwrap();
        let page = pdf.get_pages()[&1];
        assert_eq!(pdf.get_page_content(page), b"q 60 0 0 40 0 0 cm /Photo Do Q\n");
        let images = pdf.get_page_images(page).unwrap();
        assert_eq!((images.len(), images[0].width, images[0].height), (1, 60, 40));
        image::load_from_memory(images[0].content).unwrap();
    }
}

#[test]
fn what_an_earlier_version_of_a_document_said_is_gone() {
    let first = written(document());
    let mut later = lopdf::IncrementalDocument::create_from(first.clone(), Document::load_mem(&first).unwrap());
    let page = later.get_prev_documents().get_pages()[&1];
    later.opt_clone_object_to_new_document(page).unwrap();
    let mut bytes = Vec::new();
    later.save_to(&mut bytes).unwrap();
    assert!(bytes.starts_with(&first), "the earlier one is in it");
    cleaned(&bytes, Media::Pdf);
}

#[test]
fn protected_and_broken_documents_are_refused() {
    let mut pdf = document();
    let version = lopdf::EncryptionVersion::V2 {
        document: &{
            pdf.trailer.set(
                "ID",
                vec![Object::string_literal("0123456789abcdef"), Object::string_literal("0123456789abcdef")],
            );
            pdf.clone()
        },
        owner_password: "owner",
        user_password: "",
        key_length: 128,
        permissions: lopdf::Permissions::empty(),
    };
    let state = lopdf::EncryptionState::try_from(version).unwrap();
    pdf.encrypt(&state).unwrap();
    assert_eq!(clean(&written(pdf)), Err(Refusal::Locked));
    assert_eq!(clean(b"%PDF-1.7\n%%EOF"), Err(Refusal::Damaged));
    survives_cuts(&written(document()));
}

#[test]
fn a_document_that_unpacks_to_too_much_is_refused_before_it_is_read() {
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..40 {
        packed.write_all(&b"1 0 ".repeat(256 * 1024)).unwrap();
    }
    let packed = packed.finish().unwrap();
    for name in ["ObjStm", "Obj#53tm", "Whatever"] {
        let head = format!(
            "%PDF-1.7\n1 0 obj <</Type/{name}/N 1/First 4/Filter/FlateDecode/Length {}>> stream\n",
            packed.len()
        );
        let bytes = [head.as_bytes(), &packed, b"\nendstream endobj\n%%EOF"].concat();
        assert!(bytes.len() < 200_000);
        assert_eq!(clean(&bytes), Err(Refusal::TooLarge), "{name}");
    }
}
