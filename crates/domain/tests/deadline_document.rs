//! The register in the documents is the one that is in force in the code.

use std::path::Path;

use kaimen_domain::deadline::document::document;

const HEAD: &str = "\
# Register of deadlines

This document is made from `crates/domain/src/deadline/register/`; `make bless` writes it anew, and a test fails while
it differs. Words for the ground: *statute* (law, regulation or ministerial rule: the bureau may tighten it, never loosen
it), *practice* (known second hand: a parameter), *choice* (our own: a parameter). `kaimen deadline rules` prints what is
in force on a day with the bureau's own lengths; staff read it at `/zh/deadlines/rules`.

## How it is counted

- **Hours** run from the moment of the trigger.
- **Days** begin on the day after the trigger and end at 24:00 in Beijing of the last day. \"Days\" are calendar days
  unless the law says working days (工作日).
- **A last day that is not worked** (Saturday, Sunday or holiday by the notice of the State Council) moves to the next
  working day only under rules whose law says so: 民事诉讼法 art. 85, 刑事诉讼法 art. 105, chapter 5 of
  公安机关办理行政案件程序规定. Under all others it stays: the strict reading. A person's right is shown by the same
  strict count; whether a request on the next working day is still good is for people to decide, not for this clock.
- **A pause** takes out the days after the one on which it began, up to and with the one on which it ended; a pause within
  one day takes out none. What was left of a last day is left on the day on which the pause ends. Of hours it takes out
  exactly its length. Only the reasons of the rule pause a clock.
- **An extension** counts on from the trigger: 30 days and 30 more are the 60th day. It is asked for before the last
  moment, by one person, and decided by another; one that is still undecided at the last moment comes too late.
- **Missed is missed.** What is done later is *done late*, never *done in time*; the last moment that passed stays.
- **Law moves.** A rule is taken as it stood on the day of the trigger; one that was not in force then is refused. An
  edition that is not here was not read, and is not guessed.
- **Holidays** of 2008 to 2026 are in the program. The end of December (26th to 31st) is settled only by the notice of
  the next year. A day that no loaded notice settles is refused, with the year to load: `kaimen calendar import`.
- **The bureau's own lengths** hold for clocks that begin after they are set, and are cut to the statute where a later
  edition is shorter. A right of a person, or a period of a court, is never changed.

Calls to 110 start and meet two clocks by themselves: D5.transfer from the diversion to its answer (or to the moment at
which we send somebody after all), and D2.register from the end on the scene to the written result. Who is in charge is
reminded when a quarter of the time is left; when it has passed, the chief of the station is told at once, the command of
the bureau after a tenth of the length, the inspection office after a quarter of it (of days: one and three days at
least). A period that runs for a person or another authority is told to nobody above.
";

#[test]
fn the_document_is_fresh() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/deadlines.md");
    let text = format!("{HEAD}{}", document());
    if std::env::var_os("KAIMEN_BLESS").is_some() {
        std::fs::write(&file, &text).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(kept == text, "docs/deadlines.md is not what the register says: run `make bless` and read the difference");
}
