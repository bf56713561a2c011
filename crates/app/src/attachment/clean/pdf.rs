//! PDF (ISO 32000): taken apart to its objects, and written anew without history, properties, scripts, actions and files
//! inside it. Pictures inside are cleaned as pictures.

mod bomb;

use lopdf::{Dictionary, Document, LoadOptions, Object, Stream};

use super::boxes::{blank, boxes};
use super::{Refusal, jpeg};

/// What says who made it when, what runs by itself, and what carries files.
const GONE: [&[u8]; 26] = [
    b"Metadata",
    b"PieceInfo",
    b"LastModified",
    b"Author",
    b"Creator",
    b"Producer",
    b"Company",
    b"CreationDate",
    b"ModDate",
    b"SourceModified",
    b"OpenAction",
    b"AA",
    b"AF",
    b"JS",
    b"JavaScript",
    b"EmbeddedFiles",
    b"EF",
    b"XFA",
    b"RichMediaContent",
    b"RichMediaSettings",
    b"Collection",
    b"Perms",
    b"DSS",
    b"SpiderInfo",
    b"Thumb",
    b"Alternates",
];
/// Actions that do more than turn the page.
const ACTIONS: [&[u8]; 17] = [
    b"JavaScript",
    b"Launch",
    b"SubmitForm",
    b"ImportData",
    b"ResetForm",
    b"GoToR",
    b"GoToE",
    b"URI",
    b"Rendition",
    b"Movie",
    b"Sound",
    b"RichMediaExecute",
    b"GoTo3DView",
    b"Thread",
    b"Hide",
    b"SetOCGState",
    b"Trans",
];
/// Annotations that carry files or play something.
const ANNOTATIONS: [&[u8]; 6] = [b"FileAttachment", b"RichMedia", b"Screen", b"Movie", b"Sound", b"3D"];

pub(super) fn clean(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    bomb::look(bytes)?;
    let options = LoadOptions { max_decompressed_size: Some(bomb::UNPACKED), ..LoadOptions::default() };
    let mut document = Document::load_mem_with_options(bytes, options).map_err(|error| match error {
        lopdf::Error::Decryption(_) | lopdf::Error::InvalidPassword => Refusal::Locked,
        _ => Refusal::Damaged,
    })?;
    if document.encryption_state.is_some() || document.trailer.has(b"Encrypt") {
        return Err(Refusal::Locked);
    }
    let root = document.trailer.get(b"Root").and_then(Object::as_reference).map_err(|_| Refusal::Damaged)?;
    let mut trailer = Dictionary::new();
    trailer.set("Root", root);
    document.trailer = trailer;
    document.objects.values_mut().for_each(free);
    document.prune_objects();
    if document.get_pages().is_empty() {
        return Err(Refusal::Damaged);
    }
    pictures(&mut document)?;
    document.renumber_objects();
    let mut written = Vec::new();
    document.save_to(&mut written).map_err(|_| Refusal::Damaged)?;
    Ok(written)
}

/// Frees an object and all that stands in it. Nesting was limited when it was read.
fn free(object: &mut Object) {
    match object {
        Object::Array(items) => items.iter_mut().for_each(free),
        Object::Dictionary(entries) if is_active(entries) => *object = Object::Null,
        Object::Dictionary(entries) => free_entries(entries),
        Object::Stream(stream) if is_active(&stream.dict) => *object = Object::Null,
        Object::Stream(stream) => free_entries(&mut stream.dict),
        _ => {}
    }
}

fn free_entries(entries: &mut Dictionary) {
    for name in GONE {
        entries.remove(name);
    }
    entries.iter_mut().for_each(|(_, value)| free(value));
}

fn is_active(entries: &Dictionary) -> bool {
    let is = |key: &[u8], names: &[&[u8]]| {
        entries.get(key).and_then(Object::as_name).is_ok_and(|name| names.contains(&name))
    };
    is(b"S", &ACTIONS)
        || is(b"Subtype", &ANNOTATIONS)
        || is(b"Type", &[b"EmbeddedFile", b"Filespec", b"Metadata", b"Sig", b"DocTimeStamp"])
}

/// Pictures as they came from a camera stand in a document with all that the camera noted.
fn pictures(document: &mut Document) -> Result<(), Refusal> {
    let packed: Vec<_> = document
        .objects
        .iter()
        .filter_map(|(id, object)| Some((*id, filters(document, object.as_stream().ok()?)?)))
        .filter(|(_, names)| names.iter().any(|name| name == b"DCTDecode" || name == b"DCT" || name == b"JPXDecode"))
        .collect();
    for (id, names) in packed {
        let Some(Object::Stream(stream)) = document.objects.get_mut(&id) else { continue };
        let content = match &names[..] {
            [one] if one == b"JPXDecode" => jpx(&stream.content)?,
            [_] => jpeg::clean(&stream.content, jpeg::Turned::Gone)?.0,
            // Packed twice: nobody does, and it would have to be unpacked to be looked at.
            _ => return Err(Refusal::Damaged),
        };
        stream.set_content(content);
    }
    Ok(())
}

/// Names of the filters of a stream; `None` where it has none that can be read, and is then no picture of a camera.
fn filters(document: &Document, stream: &Stream) -> Option<Vec<Vec<u8>>> {
    let resolve = |object: &Object| match object {
        Object::Reference(id) => document.get_object(*id).ok().cloned(),
        other => Some(other.clone()),
    };
    match resolve(stream.dict.get(b"Filter").or_else(|_| stream.dict.get(b"F")).ok()?)? {
        Object::Name(name) => Some(vec![name]),
        Object::Array(names) => {
            let name = |object: &Object| resolve(object).and_then(|name| name.as_name().ok().map(<[u8]>::to_vec));
            Some(names.iter().filter_map(name).collect())
        }
        _ => None,
    }
}

/// JPEG 2000: boxes of text and of other programs go.
fn jpx(content: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut picture = content.to_vec();
    // A bare code stream has no boxes.
    if content.starts_with(&[0xff, 0x4f]) {
        return Ok(picture);
    }
    for one in boxes(content, 0..content.len())? {
        if !matches!(&one.name, b"jP  " | b"ftyp" | b"jp2h" | b"jp2c") {
            blank(&mut picture, &one);
        }
    }
    Ok(picture)
}
