//! The register as it stands here: the bureau's own lengths, and the calendar.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use kaimen_domain::audit::Entry;
use kaimen_domain::deadline::calendar::{Calendar, Notice};
use kaimen_domain::deadline::clock::Terms;
use kaimen_domain::deadline::counting::day_of;
use kaimen_domain::deadline::parameter;
use kaimen_domain::deadline::register::{self, RULES};
use kaimen_domain::deadline::rule::{Edition, Rule, StepName};
use kaimen_store::deadline::Parameter;
use kaimen_store::{Change, Effect};
use serde_json::{Value, json};

use super::{Deadline, period_of};
use crate::App;
use crate::error::Error;

/// A step with the bureau's own length.
#[derive(Debug, Clone)]
pub struct Step {
    /// From the register.
    pub step: &'static kaimen_domain::deadline::rule::Step,
    /// The length that counts here, where the step is a period.
    pub length: Option<u32>,
    /// Whether the bureau set it.
    pub own: bool,
}

/// A rule as it stands here today.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The rule.
    pub rule: Rule,
    /// Its edition in force; `None` where none is.
    pub edition: Option<&'static Edition>,
    /// Its steps.
    pub steps: Vec<Step>,
}

/// The register as it stands on a day, with the bureau's own lengths.
#[must_use]
pub fn standing(on: NaiveDate, set: &[Parameter]) -> Vec<Standing> {
    let set: HashMap<&StepName, u32> = set.iter().map(|one| (&one.name, one.value)).collect();
    let standing = |rule: Rule| {
        let edition = rule.on(on).ok();
        let steps = edition.map(|edition| {
            let step = |step: &'static kaimen_domain::deadline::rule::Step| {
                let name = StepName { rule: rule.id.to_owned(), step: step.name.to_owned() };
                let own = set.get(&name).copied();
                Step { step, length: parameter::length(edition, step, own), own: own.is_some() }
            };
            edition.steps.iter().map(step).collect()
        });
        Standing { rule, edition, steps: steps.unwrap_or_default() }
    };
    RULES.into_iter().map(standing).collect()
}

impl App {
    /// The register in force today, with the bureau's own lengths. It is the law, and for everybody to read.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn register(&self) -> Result<Vec<Standing>, Error> {
        let set = kaimen_store::deadline::parameters(self.database().read()).await?;
        Ok(standing(day_of(self.now()), &set))
    }

    /// Sets the bureau's own length of a step for clocks that begin from now on; `None` goes back to the register.
    ///
    /// # Errors
    /// [`Error::Register`] where the register has no such step today; [`Error::Parameter`] where the value would loosen
    /// a statute or the step has no length of ours.
    pub async fn set_deadline(&self, name: StepName, value: Option<u32>) -> Result<(), Error> {
        let now = self.now();
        let (edition, step) = register::find(&name.rule, &name.step, day_of(now))?;
        if let Some(value) = value {
            parameter::check(edition, step, value)?;
        }
        self.database()
            .write(move |context| {
                Box::pin(async move {
                    match value {
                        Some(value) => kaimen_store::deadline::set_parameter(context, &name, value, now).await?,
                        None if kaimen_store::deadline::remove_parameter(context, &name).await? => {}
                        None => return Err(Error::NotFound),
                    }
                    let detail = json!({ "deadline": name.to_string(), "value": value });
                    context.audit(system("set-deadline", "register", &detail, now), Effect::default()).await?;
                    Ok(())
                })
            })
            .await
    }

    /// Working days of the years that are known here.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn calendar(&self) -> Result<Calendar, Error> {
        Ok(kaimen_store::holiday::calendar(self.database().read()).await?)
    }

    /// Loads the notice of a year in place of what was known of it, and counts running clocks anew; answers how many
    /// of them have another end now.
    ///
    /// # Errors
    /// [`Error::Clock`] where a running clock needs a day that is not known any more.
    pub async fn load_calendar(&self, notice: Notice) -> Result<usize, Error> {
        let app = self.clone();
        self.database()
            .write(move |context| Box::pin(async move { app.load_calendar_in(context, &notice).await }))
            .await
    }

    async fn load_calendar_in(&self, context: &Change<'_>, notice: &Notice) -> Result<usize, Error> {
        let now = self.now();
        kaimen_store::holiday::set(context, notice, now).await?;
        let calendar = kaimen_store::holiday::calendar(context.tx()).await?;
        let mut moved: Vec<Value> = Vec::new();
        for mut deadline in kaimen_store::deadline::running_by_day(context.tx(), now).await? {
            let before = deadline.clock.due_at;
            let terms = Terms { period: period_of(&deadline.clock)?, calendar: &calendar };
            let again = deadline.clock.recount(terms, now).map_err(kaimen_domain::deadline::clock::Refused::from)?;
            if again {
                moved.push(said(&deadline, before));
                self.keep(context, &mut deadline).await?;
            }
        }
        let count = moved.len();
        let detail = json!({ "notice": notice.number, "days": notice.days.len(), "moved": moved });
        let entry = system("load-calendar", &format!("calendar/{}", notice.year), &detail, now);
        context.audit(entry, Effect::default()).await?;
        Ok(count)
    }
}

fn said(deadline: &Deadline, before: DateTime<Utc>) -> Value {
    json!({ "clock": deadline.id, "from": before, "to": deadline.clock.due_at })
}

/// What a command of whoever runs the machine leaves behind.
fn system(act: &str, subject: &str, detail: &Value, now: DateTime<Utc>) -> Entry {
    Entry {
        at: now,
        actor: "system".to_owned(),
        act: act.to_owned(),
        subject: subject.to_owned(),
        why: String::new(),
        detail: detail.to_string(),
    }
}
