//! `kaimen retention`.

use crate::support::{kaimen, town_map};

#[test]
fn nothing_is_due_in_a_new_installation() {
    let folder = town_map();
    let plan = kaimen(folder.path(), "retention plan --map town.map");
    assert_eq!((plan.code, plan.err.as_str()), (0, ""), "{plan:?}");
    assert!(plan.out.starts_with("R01 contact: due 0; held 0; in a case 0\n"), "{}", plan.out);
    assert_eq!(plan.out.lines().count(), 5, "every category of a matter: {}", plan.out);
    let dry = kaimen(folder.path(), "retention run --dry-run --map town.map");
    assert_eq!((dry.code, dry.out.as_str()), (0, plan.out.as_str()), "{dry:?}");
    let run = kaimen(folder.path(), "retention run --map town.map");
    assert_eq!((run.code, run.out.as_str()), (0, "nothing was due\n"), "{run:?}");
}
