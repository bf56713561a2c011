//! `kaimen station`.

use crate::support::{kaimen, town_map};

#[test]
fn a_tree_of_stations_is_made_and_shown() {
    let folder = town_map();
    let run = |arguments: &str| kaimen(folder.path(), &format!("station {arguments} --map town.map"));
    assert!(run("list").out.contains("there is no station yet"));
    assert_eq!(run("add --name 湖塘派出所 --at -70.99,42.01").out, "added: 湖塘派出所\n");
    assert_eq!(run("add --name 中心警务室 --at -70.99,42.01 --below 湖塘派出所").out, "added: 中心警务室\n");
    assert_eq!(run("add --name 邹区警务站 --at -70.98,42.0").code, 0);
    assert_eq!(run("list").out, "湖塘派出所\n  中心警务室\n邹区警务站\n");
    assert_eq!(run("place 邹区警务站 --below 中心警务室").out, "邹区警务站 stands below 中心警务室\n");
    assert_eq!(run("list").out, "湖塘派出所\n  中心警务室\n    邹区警务站\n");
    run("place 湖塘派出所 --below 邹区警务站").failed(1, "cannot stand below itself");
    run("add --name 湖塘派出所 --at -70.99,42.01").failed(1, "in use");
    run("add --name 远 --at 0,0").failed(1, "not on the map");
    run("add --name 远 --at here").failed(2, "such as 119.945,31.70");
    run("place 无名 --below 湖塘派出所").failed(1, "no station is called");
    assert_eq!(run("place 邹区警务站").out, "邹区警务站 stands by itself\n");
}
