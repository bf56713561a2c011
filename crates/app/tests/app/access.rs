//! Who sees and does what, on real records.

use kaimen_app::Error;
use kaimen_domain::act::Act;
use kaimen_domain::unit::DutyStatus;
use kaimen_testkit::{TestApp, on_both_databases};

on_both_databases!(
    chiefs_see_what_is_below_their_station,
    scopes_of_reading,
    acts_of_others_are_refused,
    administrator_sees_no_content
);

async fn scopes_of_reading(t: TestApp) {
    let mut near = t.new_call("theft", 2, 3);
    near.dispatch_nearest = true;
    let near = t.app.take_call(&t.caller("desk"), near).await.unwrap().call;
    let far = t.app.take_call(&t.caller("desk"), t.new_call("theft", 9, 8)).await.unwrap().call;
    for (who, sees) in [
        ("desk", vec![near.id, far.id]),
        ("command", vec![near.id, far.id]),
        ("chief1", vec![near.id]),
        ("chief2", vec![far.id]),
        ("officer2", vec![near.id]),
        ("officer1", vec![]),
        ("officer5", vec![]),
    ] {
        let caller = t.caller(who);
        let open: Vec<_> = t.app.open_calls(&caller).await.unwrap().iter().map(|call| call.id).collect();
        assert_eq!(open, sees, "{who}");
        let found: std::collections::BTreeSet<_> =
            t.app.search_calls(&caller, "20110122", None).await.unwrap().iter().map(|call| call.id).collect();
        assert_eq!(found, sees.iter().copied().collect(), "{who}");
        for id in [near.id, far.id] {
            assert_eq!(t.app.read_call(&caller, id).await.is_ok(), sees.contains(&id), "{who}");
        }
    }
    let units = |who: &str| {
        let (app, caller) = (t.app.clone(), t.caller(who));
        async move { app.units(&caller).await.unwrap().len() }
    };
    assert_eq!((units("desk").await, units("chief1").await, units("officer1").await), (6, 3, 1));
}

async fn acts_of_others_are_refused(t: TestApp) {
    let mut call = t.new_call("theft", 2, 3);
    call.dispatch_nearest = true;
    let call = t.app.take_call(&t.caller("desk"), call).await.unwrap().call;
    let stranger = t.caller("officer5");
    assert!(matches!(t.app.progress(&stranger, call.id, Act::Acknowledge).await, Err(Error::NotFound)));
    assert!(matches!(t.app.resolve(&t.caller("desk"), call.id).await, Err(Error::Forbidden)));
    assert!(matches!(t.app.close(&t.caller("chief2"), call.id, 1).await, Err(Error::NotFound)));
    assert!(matches!(t.app.take_call(&t.caller("command"), t.new_call("theft", 1, 1)).await, Err(Error::Forbidden)));
    let other = t.app.set_unit_duty(&t.caller("chief1"), t.unit("湖塘01"), DutyStatus::Off, "x").await;
    assert!(matches!(other, Err(Error::Forbidden)));
    // A chief sends the own station's units only.
    let waiting = t.app.take_call(&t.caller("desk"), t.new_call("theft", 2, 1)).await.unwrap().call;
    let chief = t.caller("chief1");
    let foreign = t.app.dispatch(&chief, waiting.id, 1, vec![t.unit("新城01")], Some("近".into())).await;
    assert!(matches!(foreign, Err(Error::NotFound)), "{foreign:?}");
    assert!(t.app.dispatch(&chief, waiting.id, 1, vec![t.unit("湖塘01")], None).await.is_ok());
}

async fn administrator_sees_no_content(t: TestApp) {
    let admin = t.caller("admin");
    let call = t.app.take_call(&t.caller("desk"), t.new_call("theft", 2, 3)).await.unwrap().call;
    assert!(matches!(t.app.open_calls(&admin).await, Err(Error::Forbidden)));
    assert!(matches!(t.app.read_call(&admin, call.id).await, Err(Error::Forbidden)));
    assert!(matches!(t.app.units(&admin).await, Err(Error::Forbidden)));
    assert!(matches!(t.app.missed(&admin, 0).await, Err(Error::Forbidden)));
    assert!(t.app.accounts(&admin).await.is_ok());
    assert!(matches!(t.app.accounts(&t.caller("desk")).await, Err(Error::Forbidden)));
}

async fn chiefs_see_what_is_below_their_station(t: TestApp) {
    let system = kaimen_app::Caller::system();
    let far = t.app.take_call(&t.caller("desk"), t.new_call("theft", 9, 8)).await.unwrap().call;
    let [first, second] = ["chief1", "chief2"].map(|who| t.caller(who).actor.staff().unwrap().station.unwrap());
    assert_eq!(far.station, Some(second));
    assert!(matches!(t.app.place_station(&t.caller("chief1"), second, Some(first)).await, Err(Error::Forbidden)));
    let room = t.app.add_station(&system, "湖塘中心警务室", kaimen_testkit::place(3, 3), Some(first)).await.unwrap();
    let near = t.app.take_call(&t.caller("desk"), t.new_call("theft", 3, 3)).await.unwrap().call;
    assert_eq!(near.station, Some(first), "a room has charge of no places of its own");
    assert!(matches!(
        t.app.place_station(&system, first, Some(room)).await,
        Err(Error::Invalid { field: "below", .. })
    ));
    assert!(matches!(t.app.place_station(&system, first, Some(first)).await, Err(Error::Invalid { .. })));
    t.app.place_station(&system, second, Some(first)).await.unwrap();
    assert_eq!(t.app.below(first).len(), 3, "itself, the room, and the station below it");
    // Whoever signs in from now on has the new scope.
    let mut chief = t.caller("chief1").actor.staff().unwrap().clone();
    chief.below = t.app.below(first);
    let chief = kaimen_app::Caller::staff(chief);
    assert!(t.app.read_call(&chief, far.id).await.is_ok());
    assert!(matches!(t.app.read_call(&t.caller("chief1"), far.id).await, Err(Error::NotFound)));
}
