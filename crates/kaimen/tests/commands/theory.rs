//! `kaimen theory`: every published and computed figure of the reference files, real tables, and nonsense.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Run, data, kaimen};

/// Runs a command over a question.
fn ask(command: &str, question: &Value, options: &str) -> Run {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("question.json"), question.to_string()).unwrap();
    kaimen(folder.path(), &format!("theory {command} question.json --json {options}"))
}

/// Every figure of a reference file is within its tolerance, and every one is compared.
fn reference(command: &str, name: &str, figures: u64) -> Option<Value> {
    let path = data("reference")?.join(name);
    let folder = tempfile::tempdir().unwrap();
    let run = kaimen(folder.path(), &format!("theory {command} {} --json", path.display()));
    let json = run.json();
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!((&json["all_within"], json["compared"].as_u64()), (&Value::Bool(true), Some(figures)));
    let left: Vec<&Value> =
        json["answers"].as_array().unwrap().iter().flat_map(|one| one["not_compared"].as_array().unwrap()).collect();
    assert!(left.iter().all(|figure| **figure == "published.note"), "{left:?}");
    let text = kaimen(folder.path(), &format!("theory {command} {}", path.display()));
    assert!(text.code == 0 && text.out.contains(&format!("{figures} of {figures} figures are as expected")));
    Some(json)
}

#[test]
fn the_hypercube_gives_every_figure_of_the_reference() {
    let Some(json) = reference("hypercube", "hypercube_vectors.json", 42) else { return };
    // Published means by unit that the file does not hold (README of meowoodie/Hypercube-Queueing-Model).
    let by_unit = json["answers"][3]["computed"]["mean_travel_time_by_unit"].as_array().unwrap();
    for (ours, theirs) in by_unit.iter().zip([0.737559, 0.560692, 0.607054, 0.338163, 0.599652]) {
        assert!((ours.as_f64().unwrap() - theirs).abs() < 1e-6, "{ours} {theirs}");
    }
}

#[test]
fn erlang_gives_every_figure_of_the_reference() {
    reference("erlang", "erlang_vectors.json", 79);
}

#[test]
fn posts_and_beats_give_every_figure_of_the_reference() {
    let Some(json) = reference("cover", "location_vectors.json", 44) else { return };
    for answer in json["answers"].as_array().unwrap() {
        let solved = answer["computed"]["solved"].as_array();
        let gaps = solved.into_iter().flatten().map(|one| one["gap"].as_f64().unwrap());
        assert!(gaps.into_iter().all(|gap| gap < 1e-9), "{answer}");
    }
    reference("beats", "location_vectors.json", 2);
}

#[test]
fn beats_of_carrollton_are_even_whole_and_shorter_than_greedy_ones() {
    let Some(folder) = data("carrollton_tx") else { return };
    let question = json!({ "files": "carrollton_tx", "beats": 12, "max_disparity": 0.05, "starts": 4, "rounds": 250 });
    let options = format!("--seconds 1 --data {}", folder.parent().unwrap().display());
    let run = ask("beats", &question, &options);
    let answer = &run.json()["answers"][0]["computed"];
    let total = |name: &str| answer[name]["total"].as_f64().unwrap();
    assert_eq!(answer["best"]["keeps_limits"], true);
    assert!(answer["best"]["least_work"].as_f64() >= Some(0.95 - 1e-9), "{}", answer["best"]);
    assert!(answer["best"]["most_work"].as_f64() <= Some(1.05 + 1e-9), "{}", answer["best"]);
    assert!(total("best") < 0.92 * total("greedy_start"), "{answer}");
    // Less than the published division on the same streets, though that keeps 10 % only.
    assert!(total("best") < total("published"), "{answer}");
    assert!(answer["bound"].as_f64().unwrap() <= total("best"));
    assert!(answer["gap"].as_f64().unwrap() < 0.035, "{answer}");
    assert_eq!(answer["assignment"].as_array().unwrap().len(), 325);
}

#[test]
fn a_figure_outside_its_tolerance_ends_with_code_1() {
    let mut question = json!({
        "n_units": 2, "line_capacity": "zero", "atom_rates": [1.0], "preferences": [[0, 1]], "service_rates": [1.0, 1.0],
        "published": { "loss": 0.2, "workloads": [0.5, 0.3], "P10": 0.1, "f_11": 0.625 }
    });
    let run = ask("hypercube", &question, "");
    assert_eq!((run.code, run.json()["within"].as_u64()), (0, Some(4)));
    question["published"]["workloads"] = json!([0.5, 0.31]);
    let run = ask("hypercube", &question, "");
    assert_eq!(run.code, 1);
    assert!(run.err.contains("1 of 4 figures are outside their tolerance"), "{}", run.err);
    let told: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(told["answers"][0]["checks"][3]["within"], false);
    question["tolerance"] = json!(0.02);
    assert_eq!(ask("hypercube", &question, "").code, 0);
    // A list that is too long is no list that agrees.
    question["published"]["workloads"] = json!([0.5, 0.3, 0.0]);
    assert_eq!(ask("hypercube", &question, "").code, 1);
    let cover = json!({ "demands": [2, 2, 1, 1], "cover": [[1, 1, 0, 0], [0, 1, 1, 0], [1, 0, 0, 1]],
        "expected": { "2": { "x": [1, 1, 0], "obj": 6 } } });
    let run = ask("cover", &cover, "");
    assert!(run.code == 1 && run.err.contains("1 of 2 figures"), "{}", run.err);
}

#[test]
fn questions_of_ones_own_are_answered() {
    let question = json!({
        "sites": ["north", "south", "east"], "demands": [4, 1, 2], "distance": [[0, 5, 9], [5, 0, 4], [9, 4, 0]],
        "posts": 2, "within": 4, "busy": 0.5
    });
    let run = ask("cover", &question, "");
    let computed = &run.json()["answers"][0]["computed"];
    assert_eq!(run.code, 0, "{}", run.err);
    assert!((computed["median"].as_f64().unwrap() - 4.0 / 7.0).abs() < 1e-9, "{computed}");
    assert_eq!(computed["centre"], 4.0);
    assert_eq!(computed["cover"], 7.0);
    assert_eq!(computed["expected_cover"], 3.5);
    // Each of 191 places prefers its own unit, then those after it.
    let order = |first: u32| (0..191).map(|unit| (first + unit) % 191).collect::<Vec<u32>>();
    let district = json!({ "n_units": 191, "line_capacity": "inf", "atom_rates": vec![150.0 / 191.0; 191],
        "preferences": (0..191).map(order).collect::<Vec<_>>(), "service_rates": vec![1.0; 191] });
    let run = ask("hypercube", &district, "");
    let computed = &run.json()["answers"][0]["computed"];
    assert_eq!(computed["model"], "approximation");
    let busy = computed["approximation"]["p_all_busy"].as_f64().unwrap();
    assert!((busy - 7.7724964e-4).abs() < 1e-10, "{busy}");
}

#[test]
fn nonsense_is_told_in_words() {
    let city = |change: fn(&mut Value)| {
        let mut city = json!({ "n_units": 1, "line_capacity": "zero", "atom_rates": [1.0], "preferences": [[0]],
            "service_rates": [1.0] });
        change(&mut city);
        city
    };
    for (command, question, words) in [
        ("hypercube", json!([]), "the list of questions is empty"),
        ("hypercube", json!([3]), "question 1: an object {…} is needed, not a number"),
        ("hypercube", city(|city| city["n_units"] = json!(2)), "n_units is 2, but there are 1 service_rates"),
        ("hypercube", city(|city| city["n_units"] = json!(-2)), "n_units is not what it should be"),
        ("hypercube", city(|city| city["atom_rates"] = json!(["x"])), "atom_rates is not what it should be"),
        ("hypercube", city(|city| city["line_capacity"] = json!("some")), "line_capacity is \"some\""),
        ("hypercube", city(|city| city["line_capacity"] = json!("inf")), "the line grows for ever"),
        ("hypercube", city(|city| city["preferences"] = json!([[1]])), "preferences of atom 0"),
        ("hypercube", city(|city| city["atom_rates"] = json!([-1.0])), "rate of atom 0 is -1"),
        ("hypercube", city(|city| city["travel_time_unit_by_atom"] = json!([[1, 2]])), "a row of 1 times"),
        ("hypercube", city(|city| city["published"] = json!(7)), "published: an object"),
        ("erlang", json!({}), "there is no question in it"),
        ("erlang", json!({ "erlang": [{ "servers": 0, "offered_erlangs": 1 }] }), "erlang 1"),
        ("erlang", json!({ "erlang": [{ "servers": 1.5, "offered_erlangs": 1 }] }), "servers is not what it should be"),
        (
            "erlang",
            json!({ "erlang": [{ "servers": 4_000_000_000_u32, "offered_erlangs": 1 }] }),
            "servers is 4000000000",
        ),
        ("erlang", json!({ "erlang": [{ "servers": 2, "offered_erlangs": -1 }] }), "the load is -1"),
        (
            "erlang",
            json!({ "priority_nonpreemptive_mmc": [{ "servers": 1, "class_rates_high_to_low": [2.0], "mu": 1.0 }] }),
            "grows for ever",
        ),
        ("cover", json!({}), "there is no question in it"),
        ("cover", json!({ "a": { "b": 1 } }), "what is asked is not clear"),
        ("cover", json!({ "demands": [1], "cover": [[2]] }), "0 and 1 only"),
        ("cover", json!({ "demands": [1], "cover": [[1, 0]] }), "site 0 has 2 entries"),
        ("cover", json!({ "demands": [1], "cover": [[1]], "posts": [2] }), "2 posts are asked for"),
        ("cover", json!({ "demands": [1], "distance": [[-1]], "posts": 1 }), "a way is -1"),
        ("cover", json!({ "x": { "files": "nowhere", "S": 1, "p": 1 } }), "1 of 1 questions could not be answered"),
        ("beats", json!({ "a": { "b": 1 } }), "no question with beats is in it"),
        (
            "beats",
            json!({ "areas": ["A"], "calls": {}, "distance": { "A": [0] }, "beats": 1, "max_disparity": 0.1 }),
            "calls lacks area A",
        ),
        (
            "beats",
            json!({ "areas": ["A"], "calls": { "A": 1 }, "distance": { "A": [0] }, "beats": 2, "max_disparity": 0.1 }),
            "2 beats",
        ),
        (
            "beats",
            json!({ "areas": ["A"], "calls": { "A": 1 }, "distance": { "A": [0] }, "contiguity": [["A", "B"]], "beats": 1, "max_disparity": 0.1 }),
            "names B",
        ),
    ] {
        let run = ask(command, &question, "");
        assert_eq!(run.code, 1, "{question} {run:?}");
        assert!(run.err.contains(words), "{question}: {}", run.err);
    }
    let folder = tempfile::tempdir().unwrap();
    kaimen(folder.path(), "theory erlang nowhere.json").failed(1, "cannot open nowhere.json");
    fs::write(folder.path().join("cut.json"), "{\"erlang\": [").unwrap();
    kaimen(folder.path(), "theory erlang cut.json").failed(1, "cut.json is no JSON");
    fs::write(folder.path().join("deep.json"), "[".repeat(100_000)).unwrap();
    kaimen(folder.path(), "theory hypercube deep.json").failed(1, "deep.json is no JSON");
    kaimen(folder.path(), "theory cover cut.json --seconds 0").failed(2, "--seconds");
}
