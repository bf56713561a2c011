//! The audit chain: every change is in it, and tampering is found.

use kaimen_domain::act::Act;
use kaimen_domain::audit::verify::Fault;
use kaimen_domain::call::Refused;
use kaimen_store::ConnectionTrait;
use kaimen_store::audit::verify::verify;
use kaimen_testkit::{TestApp, on_both_databases};

on_both_databases!(
    chain_is_whole_and_tampering_is_found,
    attempts_against_the_lock_are_recorded,
    the_lock_can_be_set_later_and_survives_joining,
    contacts_are_not_in_it
);

async fn chain_is_whole_and_tampering_is_found(t: TestApp) {
    for column in 0..4 {
        t.app.take_call(&t.caller("desk"), t.new_call("theft", column, 2)).await.unwrap();
    }
    let on = t.app.database().read();
    let verified = verify(on, &[]).await.unwrap();
    assert_eq!((verified.rows, verified.fault), (5, None));
    on.execute_unprepared("UPDATE audit SET detail = '{}' WHERE seq = 3").await.unwrap();
    assert_eq!(verify(on, &[]).await.unwrap().fault, Some(Fault::Changed { seq: 3 }));
    on.execute_unprepared("DELETE FROM audit WHERE seq = 3").await.unwrap();
    assert_eq!(verify(on, &[]).await.unwrap().fault, Some(Fault::Missing { from: 3, to: 3 }), "a gap is found too");
}

async fn attempts_against_the_lock_are_recorded(t: TestApp) {
    let mut call = t.new_call("police_conduct", 2, 2);
    call.recused_units = vec![t.unit("湖塘02")];
    call.dispatch_nearest = true;
    let taken = t.app.take_call(&t.caller("desk"), call).await.unwrap();
    assert_ne!(taken.call.assignments[0].unit, t.unit("湖塘02"), "the complained-of unit is nearest and is not sent");
    let complained_of = t.caller("officer2");
    assert!(t.app.read_call(&complained_of, taken.call.id).await.is_err());
    assert!(t.app.progress(&complained_of, taken.call.id, Act::Acknowledge).await.is_err());
    let rows = kaimen_store::audit::about(t.app.database().read(), &format!("call/{}", taken.call.id)).await.unwrap();
    let refused = rows.iter().filter(|row| row.entry.act == "refused-recused").count();
    assert_eq!(refused, 2, "looking and acting");
    let forced = t.app.dispatch(&t.caller("desk"), taken.call.id, 1, vec![t.unit("湖塘02")], Some("近".into())).await;
    assert!(matches!(forced, Err(kaimen_app::Error::Invalid { field: "units", .. })), "no reason outweighs it");
}

async fn contacts_are_not_in_it(t: TestApp) {
    let taken = t.app.take_call(&t.caller("desk"), t.new_call("theft", 2, 2)).await.unwrap();
    let rows = kaimen_store::audit::after(t.app.database().read(), 0, 100).await.unwrap();
    assert!(rows.iter().all(|row| !row.entry.detail.contains("138 0000") && !row.entry.detail.contains("袁某")));
    let stored = kaimen_store::contact::find(t.app.database().read(), taken.call.id).await.unwrap().unwrap();
    assert!(!String::from_utf8_lossy(&stored.bytes).contains("138"), "sealed in its table");
    let contact = t.app.read_call(&t.caller("desk"), taken.call.id).await.unwrap().contact;
    assert_eq!(contact.as_deref(), Some("袁某 138 0000 0000"));
    assert_eq!(t.app.read_call(&t.caller("command"), taken.call.id).await.unwrap().contact, None);
}

async fn the_lock_can_be_set_later_and_survives_joining(t: TestApp) {
    let desk = t.caller("desk");
    let mut handled = t.new_call("noise", 2, 2);
    handled.dispatch_nearest = true;
    let handled = t.app.take_call(&desk, handled).await.unwrap().call;
    let complaint = t.app.take_call(&desk, t.new_call("police_conduct", 2, 2)).await.unwrap().call;
    let unit = t.unit("湖塘02");
    assert_eq!(handled.assignments[0].unit, unit);
    t.app.recuse(&desk, complaint.id, 1, vec![unit], Vec::new(), "报警人投诉该民警").await.unwrap();
    let joined = t.app.merge(&desk, complaint.id, 2, handled.id).await;
    assert!(matches!(joined, Err(kaimen_app::Error::WrongState(Refused::RecusedElsewhere))), "{joined:?}");
    let own = t.app.recuse(&desk, handled.id, 1, vec![unit], Vec::new(), "报警人投诉该民警").await;
    assert!(matches!(own, Err(kaimen_app::Error::WrongState(Refused::UnitsAssigned))), "recall it first: {own:?}");
    let advice = t.app.recommend_for(&desk, complaint.id, 3).await.unwrap();
    assert!(advice.picks.iter().all(|pick| pick.unit_id != unit));
}
