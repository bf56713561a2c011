//! The answer for a terminal.

use std::fmt;

use super::{Answer, Figure, PolicyAnswer};

impl fmt::Display for Answer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scenario = &self.scenario;
        writeln!(
            out,
            "{} units of {} stations on {}; {} runs of {} days, {} calls from {} places, seed {}",
            self.units,
            self.stations.len(),
            self.map,
            scenario.replications,
            scenario.days,
            self.calls,
            self.demand,
            scenario.seed
        )?;
        writeln!(
            out,
            "after ± half of the interval of confidence (95 %, over runs); late: more than {} s",
            scenario.late_seconds
        )?;
        writeln!(out)?;
        writeln!(
            out,
            "             mean            late          9 of 10   grade 1   waited    on   in    stops  broken"
        )?;
        writeln!(
            out,
            "policy       response, s     %             within, s  s    late  %     calls  reach  in 8 h off, %"
        )?;
        let percent = |figure: Figure| figure.value.mean * 100.0;
        for policy in &self.policies {
            writeln!(
                out,
                "{:<10} {:>8.1} ± {:<5.1} {:>6.2} ± {:<5.2} {:>7.0} {:>7.0} {:>5.1} {:>6.2} {:>6.1} {:>6.1} {:>6.1} {:>6.1}",
                policy.policy,
                policy.response.value.mean,
                policy.response.value.half,
                percent(policy.late),
                policy.late.value.half * 100.0,
                policy.p90.value.mean,
                policy.response_danger.value.mean,
                percent(policy.late_danger),
                percent(policy.queued),
                percent(policy.busy),
                percent(policy.covered),
                policy.stops.value.mean,
                percent(policy.broken_off),
            )?;
        }
        self.differences(out)?;
        self.at_stations(out)?;
        for policy in self.policies.iter().filter(|policy| policy.taken.value.mean > 0.0) {
            let taken = policy.taken.value.mean;
            writeln!(out, "{}: {taken:.1} units taken for graver calls in 1,000 calls", policy.policy)?;
        }
        for policy in self.policies.iter().filter(|policy| policy.waiting > 0) {
            writeln!(out, "{}: {} calls were never answered: too few officers", policy.policy, policy.waiting)?;
        }
        Ok(())
    }
}

impl Answer {
    /// How the other policies differ from the first, in both measures.
    fn differences(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [first, others @ ..] = self.policies.as_slice() else { return Ok(()) };
        if others.is_empty() {
            return Ok(());
        }
        writeln!(out)?;
        writeln!(out, "against {} on the same calls    mean response, s       late, points", first.policy)?;
        for policy in others {
            let (response, late) = (policy.response.difference, policy.late.difference);
            writeln!(
                out,
                "{:<30} {:>+9.2} ± {:<6.2} {:>+9.3} ± {:<6.3} {}",
                policy.policy,
                response.mean,
                response.half,
                late.mean * 100.0,
                late.half * 100.0,
                policy.verdict()
            )?;
        }
        Ok(())
    }

    fn at_stations(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(first) = self.policies.first() else { return Ok(()) };
        let mut busy = first.busy_by_unit.clone();
        busy.sort_by(f64::total_cmp);
        let at = |part: f64| busy.get(((busy.len().max(1) - 1) as f64 * part) as usize).copied().unwrap_or(0.0) * 100.0;
        writeln!(out)?;
        writeln!(
            out,
            "{}: units on calls {:.1} % of their duty at the least, {:.1} % in the middle, {:.1} % at the most",
            first.policy,
            at(0.0),
            at(0.5),
            at(1.0)
        )?;
        writeln!(out)?;
        writeln!(out, "units   calls a day  response, s   late, %   on calls, %   station")?;
        let days = f64::from(self.scenario.days);
        for ((name, units), figures) in self.stations.iter().zip(&first.stations) {
            writeln!(
                out,
                "{units:>5} {:>13.1} {:>12.1} {:>9.2} {:>13.1}   {name}",
                figures.calls / days,
                figures.response,
                figures.late * 100.0,
                figures.busy * 100.0
            )?;
        }
        Ok(())
    }
}

impl PolicyAnswer {
    /// Whether it is better in both measures, worse, or gives one for the other; only what the intervals bear out.
    #[must_use]
    pub fn verdict(&self) -> &'static str {
        let sign = |figure: Figure| {
            let difference = figure.difference;
            if difference.mean.abs() <= difference.half { 0 } else { difference.mean.signum() as i32 }
        };
        match (sign(self.response), sign(self.late)) {
            (0, 0) => "no difference to be seen",
            (-1 | 0, -1 | 0) => "better",
            (1 | 0, 1 | 0) => "worse",
            (-1, _) => "quicker on the mean, more are late",
            _ => "fewer are late, slower on the mean",
        }
    }
}
