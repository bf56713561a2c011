//! The help of every command.

use crate::support::kaimen;

#[test]
fn every_command_shows_an_example_and_what_its_options_mean() {
    let folder = tempfile::tempdir().unwrap();
    for command in [
        "demo",
        "serve",
        "account add",
        "account list",
        "account reset-factors",
        "account revoke",
        "unit import",
        "station list",
        "station add",
        "station place",
        "audit verify",
        "key rotate",
        "key list",
        "calendar show",
        "calendar import",
        "deadline rules",
        "deadline set",
        "audit export",
        "audit checkpoint",
        "retention plan",
        "retention run",
        "map import",
        "map export",
        "map info",
        "openapi",
        "recommend",
        "replay",
        "theory hypercube",
        "theory erlang",
        "theory cover",
        "theory beats",
        "simulate",
    ] {
        let run = kaimen(folder.path(), &format!("{command} --help"));
        assert_eq!(run.code, 0, "{run:?}");
        assert!(run.out.contains("Example"), "{command}: {}", run.out);
        assert!(run.out.contains(&format!("  kaimen {command} ")), "{command}: {}", run.out);
    }
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words(&kaimen(folder.path(), "recommend --help").out).contains("travel time by road alone"));
    let all = kaimen(folder.path(), "--help").out;
    let commands =
        "demo serve account unit station audit key calendar deadline map openapi recommend replay theory simulate";
    assert!(commands.split(' ').all(|word| all.contains(word)), "{all}");
}

#[test]
fn a_wrong_command_line_has_code_2_and_names_the_option() {
    let folder = tempfile::tempdir().unwrap();
    for (arguments, words) in [
        ("map import", "--out"),
        ("recommend --units u.csv --at 1,2", "--map"),
        ("recommend --map m --units u.csv --at 1", "degrees"),
        ("recommend --map m --units u.csv --at 37.78,-122.41", "longitude first"),
        ("recommend --map m --units u.csv --at -71,NaN", "longitude"),
        ("recommend --map m --units u.csv --at -71,42 -k 0", "-k"),
        ("recommend --map m --units u.csv --at -71,42 --grade 5", "danger to life"),
        ("recommend --map m --units u.csv --at -71,42 --skill flying", "negotiation"),
        ("replay --map m --calls c.csv --units 0", "--units"),
        ("replay --map m --calls c.csv --profile boat", "car, ebike or foot"),
    ] {
        kaimen(folder.path(), arguments).failed(2, words);
    }
}
