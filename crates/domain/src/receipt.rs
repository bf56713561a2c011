//! Receipt number and verification code of a call (Jiangsu model, catalogue M04).
//!
//! The number is random and says nothing; the six-digit code is derived from it with a secret of the installation, so
//! that no table holds it.

/// Letters of a receipt number: no vowels, nothing that is misheard or misread on the telephone.
const LETTERS: &[u8; 20] = b"23456789CDFHJKMPRTWX";

/// Makes a receipt number of nine letters in groups of three, such as `K4M-7WX-29D`, from nine random bytes.
#[must_use]
pub fn number(random: [u8; 9]) -> String {
    let mut text = String::with_capacity(11);
    for (i, byte) in random.into_iter().enumerate() {
        if i == 3 || i == 6 {
            text.push('-');
        }
        text.push(char::from(LETTERS[usize::from(byte) % LETTERS.len()]));
    }
    text
}

/// What a person typed, brought to the written form: upper case, groups of three; `None` where it cannot be a number.
#[must_use]
pub fn normalise(typed: &str) -> Option<String> {
    let letters: Vec<char> =
        typed.chars().take(64).filter(|c| c.is_ascii_alphanumeric()).map(|c| c.to_ascii_uppercase()).collect();
    let good = letters.len() == 9 && letters.iter().all(|c| LETTERS.contains(&(*c as u8)));
    good.then(|| letters.chunks(3).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-"))
}

/// Six decimal digits from a keyed digest of the receipt number.
#[must_use]
pub fn verify_code(digest: &[u8; 32]) -> String {
    let number =
        u64::from_be_bytes([digest[0], digest[1], digest[2], digest[3], digest[4], digest[5], digest[6], digest[7]]);
    format!("{:06}", number % 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_back_however_they_are_typed() {
        let written = number([0, 1, 2, 3, 4, 5, 6, 7, 255]);
        assert_eq!(written, "234-567-89P");
        assert_eq!(normalise(" 234 567 89p "), Some(written));
        assert_eq!(normalise("234-567-89"), None);
        assert_eq!(normalise("234-567-89O"), None);
    }

    #[test]
    fn codes_have_six_digits() {
        assert_eq!(verify_code(&[0; 32]), "000000");
        assert_eq!(verify_code(&[255; 32]).len(), 6);
    }
}
