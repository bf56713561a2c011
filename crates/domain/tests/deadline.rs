//! Counting of deadlines against a day-by-day oracle, and the life of a clock.
#![expect(clippy::unwrap_used, reason = "for tests only")]

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc};
use kaimen_domain::deadline::calendar::{Calendar, UnknownYear};
use kaimen_domain::deadline::clock::{Clock, ClockState, Refused, Terms};
use kaimen_domain::deadline::counting::{Break, day_of, end_of, last_moment};
use kaimen_domain::deadline::ladder::{self, Level};
use kaimen_domain::deadline::parameter::{self, NotSet};
use kaimen_domain::deadline::register;
use kaimen_domain::deadline::rule::{Edition, Evidence, Length, Longer, Measure, PauseReason, Runs, Step, Unit};
use kaimen_domain::id::AccountId;
use proptest::prelude::*;
use uuid::Uuid;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn person(n: u128) -> AccountId {
    AccountId(Uuid::from_u128(n))
}

/// Another collection of the notices, by other hands.
fn is_worked_by_others(day: NaiveDate) -> bool {
    let ymd = chinese_holiday::Ymd::new(day.year() as u16, day.month() as u8, day.day() as u8);
    chinese_holiday::chinese_holiday(ymd).is_workday()
}

#[test]
fn the_calendar_agrees_with_another_collection_day_by_day() {
    let (mut one, mut days) = (day("2008-01-01"), 0);
    while one <= day("2026-12-25") {
        // On these two the other errs (see calendar/notices.rs).
        if one != day("2016-10-09") && one != day("2016-12-30") {
            assert_eq!(Calendar::shipped().is_worked(one), Ok(is_worked_by_others(one)), "{one}");
        }
        (one, days) = (one + Days::new(1), days + 1);
    }
    assert_eq!(days, 6_934);
}

fn found(id: &str, step: &str, on: &str) -> (&'static Edition, &'static Step) {
    register::find(id, step, day(on)).unwrap()
}

fn start(id: &str, step: &str, started_at: &str, own: Option<u32>) -> (Clock, Terms<'static>) {
    let began = at(started_at);
    let (edition, found) = register::find(id, step, day_of(began)).unwrap();
    let calendar = Calendar::shipped();
    let name = format!("{id}.{step}").parse().unwrap();
    let clock = Clock::start(name, edition, found, own, began, calendar).unwrap();
    (clock, Terms { period: found.period().unwrap(), calendar })
}

#[test]
fn known_last_moments() {
    for (id, step, start_at, due) in [
        // 24 hours from the moment, through the Spring Festival.
        ("D5", "transfer", "2011-02-02T08:05:00Z", "2011-02-03T08:05:00Z"),
        // 30 days from 22 January 2011 end on Monday 21 February at 24:00 in Beijing.
        ("D8", "decide", "2011-01-22T08:05:00Z", "2011-02-21T16:00:00Z"),
        // Late in the evening in Beijing is still the same day there.
        ("D8", "decide", "2011-01-22T15:59:59Z", "2011-02-21T16:00:00Z"),
        ("D8", "decide", "2011-01-22T16:00:00Z", "2011-02-22T16:00:00Z"),
        // The 30th day is Sunday 6 March 2011: under this rule it moves to Monday.
        ("D8", "decide", "2011-02-04T02:00:00Z", "2011-03-07T16:00:00Z"),
        // A petition's 15th day is Saturday 5 February 2011, in the festival: it stays.
        ("D12", "notice", "2011-01-21T02:00:00Z", "2011-02-05T16:00:00Z"),
        // 15 working days from Friday 28 January 2011: Sunday 30 January and Saturday 12 February are worked.
        ("D17", "answer", "2011-01-28T02:00:00Z", "2011-02-23T16:00:00Z"),
        ("D10", "second", "2026-09-30T02:00:00Z", "2026-10-15T16:00:00Z"),
    ] {
        assert_eq!(start(id, step, start_at, None).0.due_at, at(due), "{id}.{step} from {start_at}");
    }
}

#[test]
fn an_unknown_year_is_refused_where_a_day_of_it_is_needed() {
    let began = at("2026-12-20T02:00:00Z");
    let calendar = Calendar::shipped();
    let try_it = |id: &str, step: &str| {
        let (edition, found) = register::find(id, step, day_of(began)).unwrap();
        Clock::start("D1.x".parse().unwrap(), edition, found, None, began, calendar).map(|clock| clock.due_at)
    };
    assert_eq!(try_it("D17", "answer"), Err(Refused::UnknownYear(UnknownYear { year: 2027 })));
    assert_eq!(try_it("D8", "decide"), Err(Refused::UnknownYear(UnknownYear { year: 2027 })));
    assert_eq!(try_it("D12", "notice"), Ok(at("2027-01-04T16:00:00Z")), "needs no calendar");
    assert_eq!(try_it("D5", "transfer"), Ok(began + TimeDelta::hours(24)));
    assert_eq!(try_it("D1", "receive"), Err(Refused::NotAPeriod));
}

#[test]
fn met_in_time_met_late_and_missed_for_ever() {
    let (fresh, terms) = start("D5", "transfer", "2011-01-22T08:05:00Z", None);
    let due = fresh.due_at;
    let mut clock = fresh.clone();
    clock.meet(due).unwrap();
    assert_eq!((clock.state, clock.missed_at), (ClockState::Met, None), "the last moment is in time");
    assert_eq!(clock.meet(due), Err(Refused::Ended));

    let late = due + TimeDelta::microseconds(1);
    assert_eq!(fresh.state_at(late), ClockState::Missed, "nothing need have looked");
    let mut clock = fresh.clone();
    assert_eq!(clock.pause(terms, PauseReason::Expert, late), Err(Refused::Missed));
    assert_eq!(clock.ask(terms, person(1), "x".into(), late), Err(Refused::Missed));
    clock.meet(late).unwrap();
    assert_eq!((clock.state, clock.missed_at), (ClockState::MetLate, Some(due)));
}

#[test]
fn pauses_need_a_reason_that_the_rule_knows() {
    let (mut clock, terms) = start("D8", "decide", "2011-01-22T08:05:00Z", None);
    let (monday, friday) = (at("2011-01-24T02:00:00Z"), at("2011-01-28T09:00:00Z"));
    assert_eq!(clock.pause(terms, PauseReason::Hearing, monday), Err(Refused::NoSuchPause), "not in the law of 2005");
    clock.pause(terms, PauseReason::Expert, monday).unwrap();
    assert_eq!(clock.pause(terms, PauseReason::Expert, monday), Err(Refused::Paused));
    assert_eq!(clock.state_at(at("2012-01-01T00:00:00Z")), ClockState::Paused, "nothing is missed meanwhile");
    clock.resume(terms, friday).unwrap();
    assert_eq!(clock.resume(terms, friday), Err(Refused::NotPaused));
    // Four days later: Friday 25 February.
    assert_eq!(clock.due_at, at("2011-02-25T16:00:00Z"));
    let mut paused = clock.clone();
    paused.pause(terms, PauseReason::Expert, friday).unwrap();
    paused.meet(friday + TimeDelta::hours(1)).unwrap();
    assert_eq!(paused.state, ClockState::Met);
    assert!(paused.pauses.iter().all(|pause| pause.to.is_some()));
}

#[test]
fn extensions_are_asked_for_by_one_and_decided_by_another() {
    let (mut clock, terms) = start("D8", "decide", "2026-01-05T02:00:00Z", None);
    let now = at("2026-01-20T02:00:00Z");
    assert_eq!(clock.decide(terms, person(2), true, now), Err(Refused::NotAsked));
    clock.ask(terms, person(1), "complex".into(), now).unwrap();
    assert_eq!(clock.ask(terms, person(1), "again".into(), now), Err(Refused::AskedAlready));
    assert_eq!(clock.decide(terms, person(1), true, now), Err(Refused::OwnRequest));
    let due = clock.due_at;
    clock.decide(terms, person(2), false, now).unwrap();
    assert_eq!((clock.due_at, clock.extended()), (due, 0));
    for n in 1..=2 {
        clock.ask(terms, person(1), "complex".into(), now).unwrap();
        clock.decide(terms, person(2), true, now).unwrap();
        assert_eq!((clock.length.count, clock.extended()), (30 + 30 * n, n as usize));
    }
    // The 90th day from 5 January is Sunday 5 April, of the Qingming holiday to Monday: Tuesday 7 April.
    assert_eq!(clock.due_at, at("2026-04-07T16:00:00Z"));
    assert_eq!(clock.ask(terms, person(1), "third".into(), now), Err(Refused::NoExtension));

    let (mut petition, terms) = start("D12", "notice", "2026-01-05T02:00:00Z", None);
    assert_eq!(petition.ask(terms, person(1), "x".into(), now), Err(Refused::NoExtension));
}

#[test]
fn the_ladder_is_climbed_once_and_starts_anew_with_a_new_end() {
    let (mut clock, terms) = start("D8", "decide", "2026-01-05T02:00:00Z", None);
    let (level, reminder) = ladder::next(&clock, Runs::Police).unwrap();
    assert_eq!(level, Level::Owner);
    assert_eq!(ladder::climb(&mut clock, Runs::Police, reminder - TimeDelta::seconds(1)), []);
    assert_eq!(ladder::climb(&mut clock, Runs::Police, reminder), [Level::Owner]);
    let due = clock.due_at;
    assert_eq!(ladder::climb(&mut clock, Runs::Police, due), [], "still in time");
    clock.pause(terms, PauseReason::Expert, reminder).unwrap();
    assert_eq!(ladder::next(&clock, Runs::Police), None);
    clock.resume(terms, reminder + TimeDelta::days(2)).unwrap();
    assert_eq!(clock.level, Level::None);
    let long_after = clock.due_at + TimeDelta::days(30);
    assert!(clock.look(long_after));
    let all = [Level::Owner, Level::StationChief, Level::BureauCommand, Level::InspectionOffice];
    assert_eq!(ladder::climb(&mut clock, Runs::Police, long_after), all);
    assert_eq!(ladder::climb(&mut clock, Runs::Police, long_after), []);

    let (mut right, _) = start("D14", "ask", "2026-01-05T02:00:00Z", None);
    assert_eq!(ladder::climb(&mut right, Runs::Person, long_after + TimeDelta::days(99)), [Level::Owner]);
}

#[test]
fn a_statute_is_tightened_never_loosened() {
    let (edition, step) = found("D8", "decide", "2026-01-05");
    assert_eq!(parameter::check(edition, step, 20), Ok(()));
    assert_eq!(parameter::check(edition, step, 31), Err(NotSet::Loosened { asked: 31, most: 30 }));
    assert_eq!(parameter::check(edition, step, 0), Err(NotSet::OutOfRange));
    let (edition, step) = found("D3", "review", "2026-01-05");
    assert_eq!(parameter::check(edition, step, 48), Ok(()), "practice is a parameter");
    let (edition, step) = found("D14", "ask", "2026-01-05");
    assert_eq!(parameter::check(edition, step, 20), Err(NotSet::NotOurs), "nobody shortens a person's right");
    let (edition, step) = found("D7", "keep", "2026-01-05");
    assert_eq!(parameter::check(edition, step, 3), Err(NotSet::NotAPeriod));
    // A value of another edition cannot loosen this one either.
    let (clock, _) = start("D17", "answer", "2011-01-28T02:00:00Z", Some(20));
    assert_eq!(clock.length.count, 15);
}

/// The last moment, by living through every midnight: a day is used up where it begins with the clock running, and the
/// period ends at the first midnight after the last of them at which the clock runs.
fn oracle(start: DateTime<Utc>, length: Length, moves: bool, breaks: &[Break], calendar: &Calendar) -> DateTime<Utc> {
    let runs = |midnight: DateTime<Utc>| !breaks.iter().any(|one| one.from < midnight && midnight <= one.to);
    let works = |day: NaiveDate| calendar.is_worked(day).unwrap();
    let (mut today, mut used) = (day_of(start), 0);
    while used < length.count {
        let begins = end_of(today);
        today = today.succ_opt().unwrap();
        if runs(begins) && (length.unit == Unit::Days || works(today)) {
            used += 1;
        }
    }
    while !runs(end_of(today)) || (length.unit == Unit::WorkingDays && !works(today)) {
        today = today.succ_opt().unwrap();
    }
    while moves && !works(today) {
        today = today.succ_opt().unwrap();
    }
    end_of(today)
}

prop_compose! {
    fn moment()(seconds in 0_i64..(6_000 * 86_400)) -> DateTime<Utc> {
        at("2008-01-01T00:00:00Z") + TimeDelta::seconds(seconds)
    }
}

/// Any step with a clock, of any edition, with a trigger within it.
fn any_step() -> impl Strategy<Value = (&'static Edition, &'static Step, DateTime<Utc>)> {
    let all: Vec<(&'static Edition, &'static Step)> = register::RULES
        .iter()
        .flat_map(|rule| rule.editions.iter().flat_map(|edition| edition.steps.iter().map(move |step| (edition, step))))
        .filter(|(_, step)| matches!(step.measure, Measure::Within(_)))
        .collect();
    (prop::sample::select(all), moment()).prop_map(|((edition, step), start)| (edition, step, start))
}

proptest! {
    #[test]
    fn days_and_working_days_equal_stepping(
        start in moment(), count in 1_u32..120, moves: bool, working: bool,
        gaps in prop::collection::vec((0_u64..20, 0_u64..30, 0_i64..86_400), 0..4),
    ) {
        let unit = if working { Unit::WorkingDays } else { Unit::Days };
        let length = Length { count, unit };
        let calendar = Calendar::shipped();
        // Breaks in order; each begins before the period, breaks so far included, has ended.
        let mut breaks: Vec<Break> = Vec::new();
        let mut from = start;
        for (wait, long, second) in gaps {
            from += TimeDelta::days(wait as i64);
            let due = last_moment(start, length, false, &breaks, calendar).unwrap();
            if from > due {
                break;
            }
            let to = from + TimeDelta::days(long as i64) + TimeDelta::seconds(second);
            breaks.push(Break { from, to });
            from = to;
        }
        let counted = last_moment(start, length, moves && !working, &breaks, calendar).unwrap();
        prop_assert_eq!(counted, oracle(start, length, moves && !working, &breaks, calendar));
    }

    #[test]
    fn a_pause_shifts_by_what_it_took((hours, start) in (1_u32..200, moment()), from in 0.0..1.0_f64, long in 0_i64..10_000_000) {
        let length = Length { count: hours, unit: Unit::Hours };
        let calendar = Calendar::shipped();
        let due = last_moment(start, length, false, &[], calendar).unwrap();
        let from = start + TimeDelta::seconds(((due - start).num_seconds() as f64 * from) as i64);
        let pause = Break { from, to: from + TimeDelta::seconds(long) };
        let shifted = last_moment(start, length, false, &[pause], calendar).unwrap();
        prop_assert_eq!(shifted - due, TimeDelta::seconds(long));
        // Of calendar days that do not move: exactly the days between.
        let days = Length { count: hours, unit: Unit::Days };
        let plain = last_moment(start, days, false, &[], calendar).unwrap();
        let shifted = last_moment(start, days, false, &[pause], calendar).unwrap();
        prop_assert_eq!(shifted - plain, TimeDelta::days((day_of(pause.to) - day_of(pause.from)).num_days()));
    }

    #[test]
    fn an_extension_never_shortens((edition, step, start) in any_step(), own in prop::option::of(1_u32..100)) {
        let calendar = Calendar::shipped();
        let terms = Terms { period: step.period().unwrap(), calendar };
        let mut clock = Clock::start("D0.x".parse().unwrap(), edition, step, own, start, calendar).unwrap();
        let mut before = clock.due_at;
        while clock.ask(terms, person(1), "x".into(), start).is_ok() {
            clock.decide(terms, person(2), true, start).unwrap();
            prop_assert!(clock.due_at >= before);
            prop_assert!(clock.length.count >= 1);
            before = clock.due_at;
        }
        let times = step.period().unwrap().extending.map_or(0, |extending| usize::from(extending.times));
        prop_assert_eq!(clock.extended(), times);
        if edition.evidence == Evidence::Statute {
            prop_assert!(clock.length.count <= parameter::longest(step).unwrap());
        }
        if let Some(Longer::To(to)) = step.period().unwrap().extending.map(|extending| extending.longer) {
            prop_assert_eq!(clock.length.count, to.max(own.unwrap_or(0)));
        }
    }

    #[test]
    fn a_tightened_length_never_ends_after_the_statutes((edition, step, start) in any_step(), own in 1_u32..100) {
        let calendar = Calendar::shipped();
        let due = |own| Clock::start("D0.x".parse().unwrap(), edition, step, own, start, calendar).unwrap().due_at;
        if edition.evidence == Evidence::Statute {
            prop_assert!(due(Some(own)) <= due(None));
        } else {
            prop_assume!(own <= step.period().unwrap().length.count);
            prop_assert!(due(Some(own)) <= due(None));
        }
    }

    #[test]
    fn what_was_missed_stays_missed((edition, step, start) in any_step(), acts in prop::collection::vec((0_u8..5, 0_i64..40), 0..30)) {
        let calendar = Calendar::shipped();
        let terms = Terms { period: step.period().unwrap(), calendar };
        let mut clock = Clock::start("D0.x".parse().unwrap(), edition, step, None, start, calendar).unwrap();
        let (mut now, mut missed) = (start, None);
        for (act, days) in acts {
            now += TimeDelta::days(days);
            prop_assume!(day_of(now).year() < 2026);
            let was = clock.state_at(now);
            let _ = match act {
                0 => clock.pause(terms, *terms.period.pauses.first().unwrap_or(&PauseReason::Expert), now),
                1 => clock.resume(terms, now),
                2 => clock.ask(terms, person(1), "x".into(), now),
                3 => clock.decide(terms, person(2), true, now),
                _ => if days > 30 { clock.meet(now) } else { clock.look(now); Ok(()) },
            };
            clock.look(now);
            if was == ClockState::Missed {
                prop_assert!(matches!(clock.state, ClockState::Missed | ClockState::MetLate), "{:?}", clock.state);
            }
            if missed.is_some() {
                prop_assert_eq!(clock.missed_at, missed);
            }
            missed = clock.missed_at;
            prop_assert_eq!(clock.state == ClockState::MetLate, missed.is_some() && clock.met_at.is_some());
        }
    }
}
