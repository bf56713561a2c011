//! Files as they come from phones, before they are kept: recognised by what they are, not by their name, freed of
//! everything that tells where, when or with what they were made, and of everything that could run.
//!
//! Each format is taken apart to its pieces and only the pieces that make the picture, the page or the sound are put
//! together again; what is not known is left out.

mod boxes;
mod exif;
mod jpeg;
mod mp3;
mod mp4;
mod ogg;
mod pdf;
mod png;
mod riff;
mod wav;
mod webp;

/// Largest file, in bytes.
pub const LARGEST: usize = 10 * 1024 * 1024;
/// Most pixels of a picture: what the largest phone cameras make. A file of a few bytes can claim any number.
const PIXELS: u64 = 120_000_000;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Media {
    /// JPEG (ITU-T T.81).
    Jpeg,
    /// PNG.
    Png,
    /// WebP (RFC 9649).
    Webp,
    /// PDF (ISO 32000).
    Pdf,
    /// Sound in an MPEG-4 file (ISO/IEC 14496-12).
    M4a,
    /// Opus or Vorbis in Ogg (RFC 3533, RFC 7845).
    Ogg,
    /// MPEG audio layer III.
    Mp3,
    /// WAVE.
    Wav,
}

impl Media {
    /// Every type that is taken.
    pub const ALL: &[Self] =
        &[Self::Jpeg, Self::Png, Self::Webp, Self::Pdf, Self::M4a, Self::Ogg, Self::Mp3, Self::Wav];

    /// The media type (RFC 6838).
    #[must_use]
    pub fn mime(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Pdf => "application/pdf",
            Self::M4a => "audio/mp4",
            Self::Ogg => "audio/ogg",
            Self::Mp3 => "audio/mpeg",
            Self::Wav => "audio/wav",
        }
    }

    /// From its media type.
    #[must_use]
    pub fn of_mime(mime: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|media| media.mime() == mime)
    }

    /// What the name of such a file ends in.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Webp => "webp",
            Self::Pdf => "pdf",
            Self::M4a => "m4a",
            Self::Ogg => "ogg",
            Self::Mp3 => "mp3",
            Self::Wav => "wav",
        }
    }

    /// Whether it is a picture, which may be shown in a page.
    #[must_use]
    pub fn is_picture(self) -> bool {
        matches!(self, Self::Jpeg | Self::Png | Self::Webp)
    }

    fn sniff(bytes: &[u8]) -> Option<Self> {
        match infer::get(bytes)?.mime_type() {
            "image/jpeg" => Some(Self::Jpeg),
            "image/png" => Some(Self::Png),
            "image/webp" => Some(Self::Webp),
            "application/pdf" => Some(Self::Pdf),
            // Phones name the same container in many ways; whether it holds sound alone is looked at inside.
            "audio/m4a" | "video/mp4" | "video/x-m4v" | "video/quicktime" => Some(Self::M4a),
            "audio/ogg" | "audio/opus" => Some(Self::Ogg),
            "audio/mpeg" => Some(Self::Mp3),
            "audio/x-wav" => Some(Self::Wav),
            _ => None,
        }
    }
}

/// Why a file is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Not one of the types.
    #[error("only pictures (JPEG, PNG, WebP), PDF and sound (m4a, ogg, mp3, wav) are taken")]
    Kind,
    /// Larger than [`LARGEST`].
    #[error("the file is larger than 10 MiB")]
    TooLarge,
    /// Not whole, or not what it begins as.
    #[error("the file is damaged or not quite what it says it is")]
    Damaged,
    /// A document with a password or with rights.
    #[error("the document is protected by a password or against changes")]
    Locked,
    /// More pixels than any phone makes.
    #[error("the picture has too many pixels")]
    Pixels,
    /// The matter holds as much as it can.
    #[error("the matter holds 50 files or 100 MiB already")]
    TooMany,
}

impl Refusal {
    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Kind => "file_kind",
            Self::TooLarge => "file_too_large",
            Self::Damaged => "file_damaged",
            Self::Locked => "file_locked",
            Self::Pixels => "file_pixels",
            Self::TooMany => "file_too_many",
        }
    }

    /// What the person can do next.
    #[must_use]
    pub fn next(self) -> &'static str {
        match self {
            Self::Kind => "send it as one of these, such as a picture of the screen",
            Self::TooLarge => "make it smaller or send it in parts",
            Self::Damaged => "open it, save it anew and send that",
            Self::Locked => "save it without protection and send that",
            Self::Pixels => "make it smaller",
            Self::TooMany => "put it to a linked matter",
        }
    }
}

/// A file that may be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clean {
    /// What it is.
    pub media: Media,
    /// Without anything that is not the picture, the page or the sound itself.
    pub bytes: Vec<u8>,
    /// Width and height of a picture as it is kept, in pixels; 0 for everything else.
    pub size: (u32, u32),
}

/// Recognises a file and frees it of what must not be kept. The same bytes give the same answer.
///
/// # Errors
/// [`Refusal`].
pub fn clean(bytes: &[u8]) -> Result<Clean, Refusal> {
    if bytes.len() > LARGEST {
        return Err(Refusal::TooLarge);
    }
    let media = Media::sniff(bytes).ok_or(Refusal::Kind)?;
    let sound = |bytes| (bytes, (0, 0));
    let (bytes, size) = match media {
        Media::Jpeg => jpeg::clean(bytes, jpeg::Turned::Kept)?,
        Media::Png => png::clean(bytes)?,
        Media::Webp => webp::clean(bytes)?,
        Media::Pdf => (pdf::clean(bytes)?, (0, 0)),
        Media::M4a => sound(mp4::clean(bytes)?),
        Media::Ogg => sound(ogg::clean(bytes)?),
        Media::Mp3 => sound(mp3::clean(bytes)?),
        Media::Wav => sound(wav::clean(bytes)?),
    };
    if bytes.len() > 2 * LARGEST {
        return Err(Refusal::TooLarge);
    }
    Ok(Clean { media, bytes, size })
}

/// A size that a picture may have.
fn sized(width: u32, height: u32) -> Result<(u32, u32), Refusal> {
    match u64::from(width) * u64::from(height) {
        0 => Err(Refusal::Damaged),
        pixels if pixels > PIXELS => Err(Refusal::Pixels),
        _ => Ok((width, height)),
    }
}

/// Takes the first bytes off.
fn take<'b>(rest: &mut &'b [u8], length: usize) -> Result<&'b [u8], Refusal> {
    let (taken, after) = rest.split_at_checked(length).ok_or(Refusal::Damaged)?;
    *rest = after;
    Ok(taken)
}

/// Takes a number of four bytes off, the most significant first.
fn take_u32(rest: &mut &[u8]) -> Result<u32, Refusal> {
    let bytes = take(rest, 4)?;
    Ok(bytes.iter().fold(0, |number, byte| number << 8 | u32::from(*byte)))
}
