//! Names of files, as people and their phones give them.

use super::Media;

/// Longest name without its ending, in characters.
const LONGEST: usize = 100;

/// The name without folders, invisible characters and tricks, ending in what the file is.
pub(super) fn clean(name: &str, media: Media) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen: String = last.chars().filter(|letter| !is_hidden(*letter)).collect();
    let words: Vec<&str> = seen.split_whitespace().collect();
    let name = words.join(" ");
    let stem = match name.rsplit_once('.') {
        Some((stem, ending)) if ending.len() <= 5 && ending.chars().all(|letter| letter.is_ascii_alphanumeric()) => {
            stem
        }
        _ => &name,
    };
    let stem: String = stem.trim_matches(['.', ' ']).chars().take(LONGEST).collect();
    let stem = if stem.is_empty() { "file" } else { &stem };
    format!("{stem}.{}", media.extension())
}

/// Letters that are not seen, or turn the direction of those around them.
fn is_hidden(letter: char) -> bool {
    let is_format = matches!(
        letter,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}'
    );
    is_format || (letter.is_control() && !letter.is_whitespace()) || matches!(letter, '<' | '>' | '"' | '|' | '?' | '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_folders_tricks_and_false_endings() {
        for (given, kept) in [
            ("IMG_2041.JPG", "IMG_2041.jpg"),
            ("../../etc/passwd", "passwd.jpg"),
            ("C:\\Users\\yuan\\照片 1.jpeg", "照片 1.jpg"),
            ("invoice.pdf.exe", "invoice.pdf.jpg"),
            ("photo\u{202e}gpj.exe", "photogpj.jpg"),
            ("a\r\nSet-Cookie: x\0\u{7}.png", "a Set-Cookie: x.jpg"),
            ("", "file.jpg"),
            (" .hidden. ", "hidden.jpg"),
            ("..", "file.jpg"),
            ("1.现场照片", "1.现场照片.jpg"),
        ] {
            assert_eq!(clean(given, Media::Jpeg), kept);
        }
        assert_eq!(clean(&"长".repeat(300), Media::Pdf).chars().count(), 104);
    }
}
