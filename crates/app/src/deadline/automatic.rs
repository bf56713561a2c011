//! Clocks that acts on a call start and meet by themselves. They are named in the audit row of the act.
//!
//! * D5.transfer: found not to be ours (divert) → the other service has it, or we keep it;
//! * D2.register: the emergency is dealt with (resolve) → what was done is written down (feedback).
//!
//! A rescue never waits for a clock (red line 18): one that cannot be started is logged, and the act goes on.

use kaimen_domain::act::Act;
use kaimen_domain::call::{Call, CallState};
use kaimen_domain::deadline::register::NotFound;
use kaimen_domain::deadline::rule::StepName;
use kaimen_store::Change;
use serde_json::{Value, json};

use crate::App;
use crate::error::Error;

fn transfer() -> StepName {
    StepName { rule: "D5".to_owned(), step: "transfer".to_owned() }
}

fn register() -> StepName {
    StepName { rule: "D2".to_owned(), step: "register".to_owned() }
}

/// What an act does to which clock.
enum Follows {
    Starts(StepName),
    Meets(StepName),
}

/// `was` is the state before the act.
fn follows(act: Act, was: CallState) -> Option<Follows> {
    match act {
        Act::Divert => Some(Follows::Starts(transfer())),
        Act::DivertAccepted | Act::DivertBounced | Act::Dispatch | Act::Merge if was == CallState::Diverted => {
            Some(Follows::Meets(transfer()))
        }
        Act::Resolve => Some(Follows::Starts(register())),
        Act::Feedback if was == CallState::Resolved => Some(Follows::Meets(register())),
        _ => None,
    }
}

/// Starts and meets the clocks that follow from an act on a call, and names them in its detail.
pub(crate) async fn after(
    app: &App,
    context: &Change<'_>,
    act: Act,
    was: CallState,
    call: &Call,
    detail: &mut Value,
) -> Result<(), Error> {
    match follows(act, was) {
        Some(Follows::Starts(name)) => {
            if kaimen_store::deadline::open_step(context.tx(), call.id.into(), &name).await?.is_some() {
                return Ok(());
            }
            match app.start_in(context, call.id.into(), &name, app.now()).await {
                Ok(started) => {
                    let due_at = started.clock.due_at;
                    detail["clock_started"] = json!({ "deadline": name.to_string(), "due_at": due_at });
                }
                // Law moves: on that day there was no such duty.
                Err(Error::Register(NotFound::NotInForce { .. })) => {}
                Err(Error::Clock(refused)) => tracing::warn!(%refused, "{name} was not started: {refused}"),
                Err(error) => return Err(error),
            }
        }
        Some(Follows::Meets(name)) => {
            if let Some(met) = app.meet_in(context, call.id.into(), &name).await? {
                detail["clock_met"] = json!({ "deadline": name.to_string(), "state": met.clock.state });
            }
        }
        None => {}
    }
    Ok(())
}
