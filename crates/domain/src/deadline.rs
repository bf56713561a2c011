//! Deadlines: what the law, practice or the bureau itself asks to be done in time, and the clocks that watch it.
//!
//! * **register**: the rules D1–D21 as dated data; law moves, so each rule has editions with the days of their validity;
//! * **calendar**: public holidays and make-up working days, from the notices of the State Council;
//! * **counting**: from a moment and a length to the last moment in time;
//! * **clock**: one matter under one step of one rule: start, pause, resume, extend, meet, miss;
//! * **ladder**: who is told, and when; **parameter**: what the bureau may set; **document**: `docs/deadlines.md`.
//!
//! Conventions, in one place:
//! * hours run from the moment of the trigger;
//! * days begin on the day after the trigger and end at 24:00 in Beijing of the last day;
//! * a last day that is no working day moves to the next working day only under rules whose law says so
//!   (民事诉讼法 85, 刑事诉讼法 105, 公安机关办理行政案件程序规定 on periods); under others it stays where it is;
//! * a pause takes out the days after the one on which it began, up to and with the one on which it ended, so that a
//!   pause within one day takes out none; what was left of a last day is left on the day on which the pause ends; of
//!   hours a pause takes out exactly its length;
//! * an extension counts on from the trigger (30 days and 30 more are the 60th day), not from a last day that moved;
//! * what was not done by the last moment is missed for ever, even when it is done later.

pub mod calendar;
pub mod clock;
pub mod counting;
pub mod document;
pub mod ladder;
pub mod parameter;
pub mod register;
pub mod rule;
