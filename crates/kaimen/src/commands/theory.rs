//! `kaimen theory`: what queueing theory and integer programs say of a district.

mod answer;
mod beats;
mod city;
mod cover;
mod erlang;
mod hypercube;
mod read;
mod tables;

use std::path::PathBuf;

use clap::{Args, Subcommand};

use self::answer::Report;

/// What queueing theory and integer programs say of a district.
#[derive(Subcommand)]
pub(crate) enum Theory {
    Hypercube(Hypercube),
    Erlang(Erlang),
    Cover(Cover),
    Beats(Beats),
}

/// Which unit answers where: Larson's hypercube model.
///
/// Exact for up to 16 units, by Larson's approximation for up to 2,000 that serve equally fast. Figures that the file
/// expects are compared; the program ends with code 1 where one of them is outside its tolerance.
#[derive(Args)]
#[command(after_help = "Examples:
  kaimen theory hypercube hypercube_vectors.json
  kaimen theory hypercube beat.json --json

The file is one question, or a list of them. Each has
  n_units                   how many units
  line_capacity             \"zero\": a call that finds all busy is lost; \"inf\": it waits; or a number
  atom_rates                calls a time unit of each atom (place)
  preferences               for each atom the units, counted from 0, the preferred one first
  service_rates             calls that each unit completes in a time unit
  travel_time_unit_by_atom  where known, a row for each unit
  computed_exact, published where known, what should come out
  tolerance                 where another one is wanted: 1e-8 of computed figures, 0.0001 of published ones and
                            0.0002 of published approximations are allowed otherwise
What each figure means is told in docs/planning.md.")]
pub(crate) struct Hypercube {
    #[command(flatten)]
    question: Question,
}

/// How many units are enough: Erlang's formulas.
///
/// B is the share of calls lost where nobody waits, C the share that waits where all do, for any number of servers.
/// Figures that the file expects are compared; the program ends with code 1 where one of them is outside its tolerance.
#[derive(Args)]
#[command(after_help = "Examples:
  kaimen theory erlang erlang_vectors.json
  kaimen theory erlang shift.json --json

The file is an object with one or more of
  erlang                     a list of {servers, offered_erlangs}; where known also what should come out:
                             erlang_b, erlang_c, Lq (mean line), mean_wait_in_service_times
  priority_nonpreemptive_mmc a list of {servers, class_rates_high_to_low, mu}, where known erlang_c, mean_wait
  larson75_approx            what Larson's approximation should give: Q, normalised, unnormalised; of the city of his
                             textbook, or of one described as for `kaimen theory hypercube`
  tolerance                  where another one than 1e-8 of each figure is wanted")]
pub(crate) struct Erlang {
    #[command(flatten)]
    question: Question,
}

/// Where to stand: posts by integer programs, best or with the distance from the best.
///
/// Covering (as many calls as possible within reach), expected covering (each unit busy for a share of its time), p-median
/// (shortest mean way) and p-centre (shortest longest way). Figures that the file expects are compared; the program ends
/// with code 1 where one of them is outside its tolerance.
#[derive(Args)]
#[command(after_help = "Examples:
  kaimen theory cover location_vectors.json
  kaimen theory cover posts.json --json --seconds 600

The file is one question, or an object of questions by name. Each is one of
  demands, distance, posts   weight of each place; a row of ways to all places for each site; how many posts;
                             where wanted within (reach), busy (share), sites (names), expected
  demands, cover             a row of 0 and 1 for each site; posts or expected: by number of posts x and obj
  demands, cover, cases      in which order posts are opened: weights, where known expected_order
  files, S, p                the tables of San Francisco: what is published and exhaustive
  files, cutoff_m, existing  the tables of York: what is expected
  areas, calls, distance, beats, max_disparity  as for `kaimen theory beats`")]
pub(crate) struct Cover {
    #[command(flatten)]
    question: Question,
    #[command(flatten)]
    how: Solving,
}

/// How to divide a district into beats.
///
/// Each beat has a centre; the ways from it to the calls of the beat are shortest in sum, no beat has more or less work
/// than a share of the mean, and each hangs together. A greedy start is improved by chance, always alike for the same
/// seed, and by integer programs; the distance from a proved bound is told. Figures that the file expects are compared;
/// the program ends with code 1 where one of them is outside its tolerance.
#[derive(Args)]
#[command(after_help = "Examples:
  kaimen theory beats location_vectors.json
  kaimen theory beats carrollton.json --json --data DATA

The file is one question, or an object with questions by name; those without beats are passed over. Each has
  beats, max_disparity       how many, and how far from the mean the work may be (0.05: 5 %)
  areas, calls, distance     names; calls by area; by area the ways to all areas
  contiguity                 pairs of areas that border on each other; without it beats need not hang together
  files                      or in place of these four: a folder of tables as that of Carrollton
  seed, starts, rounds       chance, starts of the improvement, rounds of the bound, where not 1, 16 and 800
  expected_total, expected   where known, what should come out: pairs of centre and area
so carrollton.json is {\"files\": \"carrollton_tx\", \"beats\": 12, \"max_disparity\": 0.05}")]
pub(crate) struct Beats {
    #[command(flatten)]
    question: Question,
    #[command(flatten)]
    how: Solving,
}

#[derive(Args)]
struct Solving {
    /// Folder that holds the tables which a question names; else KAIMEN_DATA, the file's folder and the one above.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Stop each search after so long, and say how far the answer may be from the best.
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=86_400))]
    seconds: u32,
}

impl Solving {
    fn how(self) -> cover::How {
        let limits = kaimen_plan::mip::Limits { seconds: f64::from(self.seconds), gap: 0.0 };
        cover::How { limits, data: self.data }
    }
}

#[derive(Args)]
struct Question {
    /// The question as JSON; /dev/stdin serves.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Answer as JSON.
    #[arg(long)]
    json: bool,
}

impl Theory {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Hypercube(Hypercube { question }) => question.answer(hypercube::answer),
            Self::Erlang(Erlang { question }) => question.answer(erlang::answer),
            Self::Cover(Cover { question, how }) => {
                let how = how.how();
                question.answer(|file| cover::answer(file, &how))
            }
            Self::Beats(Beats { question, how }) => {
                let how = how.how();
                question.answer(|file| beats::answer(file, &how))
            }
        }
    }
}

impl Question {
    fn answer(self, answer: impl Fn(&read::File) -> anyhow::Result<Report>) -> anyhow::Result<()> {
        use anyhow::Context;
        let shown = self.file.display();
        let file = read::File::open(&self.file)?;
        answer(&file).with_context(|| format!("{shown} cannot be answered"))?.tell(self.json)
    }
}
