//! Words of a text, for the index and for a question alike: Han characters one by one and in pairs, everything else in
//! runs of letters and digits. Full width, case and other forms of the same letter make no difference (NFKC).
//!
//! A word holds letters and digits alone, so that it is safe inside the question language of both databases.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

/// Longest word, in characters; what follows does not count.
const LONGEST: usize = 40;

/// Han characters, of Unicode's blocks for them.
fn is_han(c: char) -> bool {
    matches!(c, '〇' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Runs of Han characters, and runs of other letters and digits.
fn runs(text: &str) -> Vec<Vec<char>> {
    let mut runs: Vec<Vec<char>> = Vec::new();
    let mut last = None;
    for c in text.nfkc().flat_map(char::to_lowercase) {
        let kind = c.is_alphanumeric().then(|| is_han(c));
        match (kind, runs.last_mut()) {
            (Some(_), Some(run)) if kind == last => run.push(c),
            (Some(_), _) => runs.push(vec![c]),
            (None, _) => {}
        }
        last = kind;
    }
    runs
}

fn word(run: &[char]) -> String {
    run.iter().take(LONGEST).collect()
}

/// Every word of these texts once, with blanks between.
pub(super) fn of_texts(texts: &[&str]) -> String {
    let mut words = BTreeSet::new();
    for run in texts.iter().flat_map(|text| runs(text)) {
        if is_han(run[0]) {
            words.extend(run.windows(1).chain(run.windows(2)).map(word));
        } else {
            words.insert(word(&run));
        }
    }
    words.into_iter().collect::<Vec<_>>().join(" ")
}

/// What is looked for: every one of these words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Question {
    /// Whole words.
    pub(super) whole: Vec<String>,
    /// How another one begins: the last that was typed, of letters or digits.
    pub(super) begun: Option<String>,
}

impl Question {
    /// From what was typed; `None` where that has no word in it.
    pub(crate) fn of(typed: &str) -> Option<Self> {
        let mut runs = runs(typed);
        let is_begun = runs.last().is_some_and(|run| !is_han(run[0]));
        let begun = if is_begun { runs.pop() } else { None };
        let mut whole = BTreeSet::new();
        for run in &runs {
            // A pair says more than its two characters.
            let size = if is_han(run[0]) { run.len().min(2) } else { run.len() };
            whole.extend(run.windows(size).map(word));
        }
        let question = Self { whole: whole.into_iter().collect(), begun: begun.as_deref().map(word) };
        (begun.is_some() || !question.whole.is_empty()).then_some(question)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(whole: &[&str], begun: Option<&str>) -> Option<Question> {
        Some(Question { whole: whole.iter().map(ToString::to_string).collect(), begun: begun.map(str::to_owned) })
    }

    #[test]
    fn han_characters_stand_alone_and_in_pairs() {
        assert_eq!(of_texts(&["噪音扰民"]), "噪 噪音 扰 扰民 民 音 音扰");
        assert_eq!(of_texts(&["第3街，狗"]), "3 狗 第 街");
    }

    #[test]
    fn forms_of_a_letter_are_one() {
        assert_eq!(of_texts(&["ＡＢＣ１２", "abc12", "Abc-12"]), "12 abc abc12");
        assert_eq!(of_texts(&["㍿ ﬁre", "20110122-00042"]), "00042 20110122 fire 会 会社 式 式会 株 株式 社");
    }

    #[test]
    fn a_question_asks_for_pairs_and_for_the_beginning_of_the_last_word() {
        assert_eq!(Question::of("噪音扰民"), question(&["噪音", "扰民", "音扰"], None));
        assert_eq!(Question::of("狗"), question(&["狗"], None));
        assert_eq!(Question::of("湖塘 Andy 12"), question(&["andy", "湖塘"], Some("12")));
        assert_eq!(Question::of("20110122-000"), question(&["20110122"], Some("000")));
        for nothing in ["", "  ", "';--", "\"*()%_\\", "。，"] {
            assert_eq!(Question::of(nothing), None);
        }
    }

    #[test]
    fn words_are_safe_in_every_question_language() {
        let text = "a\"b'c*d%e_f\\g(h)i:j&k|l!m<n>o-p+q^r\0s\u{7f}t\u{301}é OR and NEAR";
        assert!(of_texts(&[text]).chars().all(|c| c == ' ' || c.is_alphanumeric()));
        assert!(of_texts(&[&"长".repeat(3), &"x".repeat(5000)]).split(' ').all(|word| word.chars().count() <= 40));
    }
}
