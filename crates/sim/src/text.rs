//! The report for a terminal.

use std::fmt;

use crate::report::{Hour, Report};

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let left_out: u64 = self.rejected.values().sum();
        writeln!(out, "{} units on {}, seed {}", self.settings.units, self.map, self.settings.seed)?;
        writeln!(out, "calls        {:>9} answered of {} rows, {left_out} left out", self.calls, self.rows)?;
        for (reason, count) in &self.rejected {
            writeln!(out, "             {count:>9} {reason}")?;
        }
        let (first, last) = (self.first.date_naive(), self.last.date_naive());
        writeln!(
            out,
            "covered      {:>9.1} h in {} stretches between {first} and {last}",
            self.hours_covered, self.stretches
        )?;
        writeln!(out)?;
        writeln!(out, "seconds           mean      p50      p90      p99  longest")?;
        for (name, times) in [("response", &self.response), ("travel", &self.travel)] {
            writeln!(
                out,
                "{name:<12} {:>9.1} {:>8.1} {:>8.1} {:>8.1} {:>8.1}",
                times.mean, times.p50, times.p90, times.p99, times.longest
            )?;
        }
        writeln!(out)?;
        let percent = |part: f64| part * 100.0;
        writeln!(out, "late         {:>8.2}% later than {} s", percent(self.late), self.settings.late_seconds)?;
        writeln!(
            out,
            "queued       {:>8.2}% waited for a unit; mean wait of all {:.1} s",
            percent(self.queued),
            self.mean_wait
        )?;
        let (load, busy) = (&self.workload, &self.utilisation);
        writeln!(
            out,
            "calls a unit {:>9} median, {} to {}, Gini {:.3}",
            load.median, load.least, load.most, load.gini
        )?;
        writeln!(
            out,
            "on calls     {:>8.2}% of covered time, {:.2}% to {:.2}%",
            percent(busy.mean),
            percent(busy.least),
            percent(busy.greatest)
        )?;
        writeln!(out, "decisions    {:>9}, {:.0} a second", self.decisions, self.decisions_per_second)?;
        writeln!(out)?;
        writeln!(out, "hour    calls     mean      p90     late")?;
        for Hour { hour, calls, mean, p90, late } in &self.by_hour {
            writeln!(out, "{hour:>4} {calls:>8} {mean:>8.1} {p90:>8.1} {:>7.2}%", percent(*late))?;
        }
        Ok(())
    }
}
