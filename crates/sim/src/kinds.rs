//! Grade and officers needed of the types in recorded calls.
//!
//! The words are those of the San Francisco record, whose types are free text. They stand for the grading that a duty
//! desk does by ear; they say nothing about how that city grades.

use kaimen_domain::unit::Grade;

const DANGER: [&str; 16] = [
    "w/gun",
    "w/knife",
    "weapon",
    "shooting",
    "shots",
    "stabbing",
    "robbery",
    "suicide",
    "panic alarm",
    "screaming",
    "explosion",
    "fire",
    "injury veh",
    "drowning",
    "kidnap",
    "assault",
];
const URGENT: [&str; 12] = [
    "fight",
    "threat",
    "burglary",
    "prowler",
    "silent alarm",
    "mentally disturbed",
    "missing",
    "aided case",
    "accident",
    "reckless",
    "audible alarm",
    "suspicious",
];
const NO_HURRY: [&str; 9] =
    ["noise", "passing call", "homeless", "sleeper", "traf violation", "22500", "inspection", "citizen", "found"];
const EVIDENCE: [&str; 8] = ["robbery", "assault", "shooting", "stabbing", "burglary", "weapon", "w/gun", "w/knife"];

/// Grade of a call type.
#[must_use]
pub fn grade(call_type: &str) -> Grade {
    let has = |words: &[&str]| names_any(call_type, words);
    if call_type.to_lowercase().contains("no weapon") {
        Grade::Urgent
    } else if has(&DANGER) {
        Grade::DangerToLife
    } else if has(&URGENT) {
        Grade::Urgent
    } else if has(&NO_HURRY) {
        Grade::NoHurry
    } else {
        Grade::Ordinary
    }
}

/// Officers needed for a call type: evidence is taken by two (治安管理处罚法 art. 108).
#[must_use]
pub fn officers(call_type: &str) -> u8 {
    if names_any(call_type, &EVIDENCE) || call_type.to_lowercase().contains("fight") { 2 } else { 1 }
}

fn names_any(call_type: &str, words: &[&str]) -> bool {
    let call_type = call_type.to_lowercase();
    words.iter().any(|word| call_type.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_of_the_record_have_sensible_grades() {
        assert_eq!(grade("Person W/gun"), Grade::DangerToLife);
        assert_eq!(grade("Fight No Weapon"), Grade::Urgent);
        assert_eq!(grade("Noise Nuisance"), Grade::NoHurry);
        assert_eq!(grade("Petty Theft"), Grade::Ordinary);
        assert_eq!((officers("Strongarm Robbery"), officers("Petty Theft")), (2, 1));
    }
}
