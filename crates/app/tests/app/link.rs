//! Matters that belong together.

use kaimen_app::Error;
use kaimen_app::matter::MatterDetail;
use kaimen_domain::id::{CallId, LinkId, MatterId};
use kaimen_domain::link::LinkKind;
use kaimen_testkit::{TestApp, on_both_databases};

on_both_databases!(
    links_are_made_and_taken_off,
    links_stay_within_reach,
    locks_are_united,
    locks_follow_later_complaints
);

struct Taken {
    id: MatterId,
    number: String,
}

async fn take(t: &TestApp, kind: &str, column: u32, row: u32) -> Taken {
    let call = t.app.take_call(&t.caller("desk"), t.new_call(kind, column, row)).await.unwrap().call;
    Taken { id: call.id.into(), number: call.number.clone() }
}

async fn read(t: &TestApp, who: &str, matter: &Taken) -> Result<MatterDetail, Error> {
    t.app.matter_detail(&t.caller(who), matter.id).await
}

async fn link(t: &TestApp, who: &str, one: &Taken, other: &str) -> Result<LinkId, Error> {
    t.app.link(&t.caller(who), one.id, other, LinkKind::Duplicate).await
}

async fn recuse(t: &TestApp, matter: &Taken, unit: &str) -> Result<(), Error> {
    let id: CallId = matter.id.into();
    let version = read(t, "desk", matter).await.unwrap().matter.version;
    t.app.recuse(&t.caller("desk"), id, version, vec![t.unit(unit)], Vec::new(), "被投诉").await.map(|_| ())
}

async fn links_are_made_and_taken_off(t: TestApp) {
    let (one, other) = (take(&t, "theft", 2, 3).await, take(&t, "noise", 2, 4).await);
    let made = link(&t, "desk", &one, &other.number).await.unwrap();
    for (from, to) in [(&one, &other), (&other, &one)] {
        let detail = read(&t, "chief1", from).await.unwrap();
        assert_eq!(detail.linked.len(), 1);
        let linked = &detail.linked[0];
        assert_eq!((linked.link.id, linked.link.kind), (made, LinkKind::Duplicate));
        assert_eq!(linked.other.as_ref().map(|other| &other.number), Some(&to.number));
        let last = detail.timeline.last().unwrap();
        assert_eq!((last.act.as_str(), last.detail["with"].as_str()), ("link", Some(to.number.as_str())));
        assert_eq!(detail.names[&linked.link.by], "desk");
    }
    let twice = link(&t, "chief1", &other, &one.number).await;
    assert!(matches!(twice, Err(Error::Invalid { field: "number", .. })), "{twice:?}");
    let itself = link(&t, "desk", &one, &one.number).await;
    assert!(matches!(itself, Err(Error::Invalid { field: "number", .. })), "{itself:?}");
    // Taken off from the other end; a second time somebody was quicker.
    t.app.unlink(&t.caller("chief1"), other.id, made).await.unwrap();
    assert!(matches!(t.app.unlink(&t.caller("desk"), one.id, made).await, Err(Error::Conflict)));
    let detail = read(&t, "desk", &one).await.unwrap();
    assert_eq!((detail.linked.len(), detail.timeline.last().unwrap().act.as_str()), (0, "unlink"));
    // And made again.
    let again = t.app.link_taken_off(&t.caller("desk"), one.id, made).await.unwrap();
    assert_eq!(again, Some((other.number.clone(), LinkKind::Duplicate)));
    assert_ne!(link(&t, "desk", &one, &other.number).await.unwrap(), made);
}

async fn links_stay_within_reach(t: TestApp) {
    let (near, far) = (take(&t, "theft", 2, 3).await, take(&t, "noise", 9, 8).await);
    // The same words for a number that is not there and one that is not theirs.
    let hidden = link(&t, "chief1", &near, &far.number).await.unwrap_err();
    let nothing = link(&t, "chief1", &near, "20110122-99999").await.unwrap_err();
    assert_eq!(hidden.to_string(), nothing.to_string());
    assert!(matches!(link(&t, "chief1", &far, &near.number).await, Err(Error::NotFound)));
    assert!(matches!(link(&t, "command", &near, &far.number).await, Err(Error::Forbidden)));
    let made = link(&t, "desk", &near, &far.number).await.unwrap();
    let seen = read(&t, "chief1", &near).await.unwrap();
    assert!(seen.linked[0].other.is_none(), "that there is one, not which");
    assert_eq!(t.app.link_taken_off(&t.caller("chief1"), near.id, made).await.unwrap(), None);
    let elsewhere = take(&t, "noise", 2, 4).await;
    assert!(matches!(t.app.unlink(&t.caller("desk"), elsewhere.id, made).await, Err(Error::NotFound)));
    assert!(matches!(t.app.unlink(&t.caller("chief1"), far.id, made).await, Err(Error::NotFound)));
    t.app.unlink(&t.caller("chief1"), near.id, made).await.unwrap();
}

async fn locks_are_united(t: TestApp) {
    let (complaint, theft) = (take(&t, "police_conduct", 2, 3).await, take(&t, "theft", 2, 4).await);
    recuse(&t, &complaint, "湖塘01").await.unwrap();
    let officer = t.caller("officer1").actor.staff().unwrap().account;
    t.app.assign_owner(&t.caller("chief1"), theft.id, Some(officer), 1).await.unwrap();
    assert!(read(&t, "officer1", &theft).await.is_ok());
    // While the officer is on the other call nothing is linked.
    let sent =
        t.app.dispatch(&t.caller("desk"), theft.id.into(), 2, vec![t.unit("湖塘01")], Some("近".into())).await.unwrap();
    assert!(matches!(link(&t, "desk", &complaint, &theft.number).await, Err(Error::WrongState(_))));
    assert!(read(&t, "desk", &theft).await.unwrap().linked.is_empty());
    t.app.recall(&t.caller("desk"), theft.id.into(), sent.version, t.unit("湖塘01"), "换人").await.unwrap();
    let made = link(&t, "desk", &complaint, &theft.number).await.unwrap();
    assert!(matches!(read(&t, "officer1", &theft).await, Err(Error::NotFound)), "locked out of both");
    let detail = read(&t, "desk", &theft).await.unwrap();
    assert_eq!(
        (detail.matter.owner, detail.matter.recused.as_slice()),
        (None, &[officer][..]),
        "and no longer in charge"
    );
    assert!(detail.timeline.iter().any(|entry| entry.act == "lock-linked"));
    t.app.unlink(&t.caller("desk"), theft.id, made).await.unwrap();
    assert!(matches!(read(&t, "officer1", &theft).await, Err(Error::NotFound)), "locks stay");
    let dispatched = t
        .app
        .dispatch(&t.caller("desk"), theft.id.into(), detail.matter.version, vec![t.unit("湖塘01")], Some("近".into()))
        .await;
    assert!(dispatched.is_err(), "{dispatched:?}");
}

async fn locks_follow_later_complaints(t: TestApp) {
    let (one, two, three) =
        (take(&t, "theft", 2, 3).await, take(&t, "theft", 2, 4).await, take(&t, "theft", 2, 5).await);
    link(&t, "desk", &one, &two.number).await.unwrap();
    link(&t, "desk", &two, &three.number).await.unwrap();
    recuse(&t, &three, "湖塘02").await.unwrap();
    let officer = t.caller("officer2").actor.staff().unwrap().account;
    for matter in [&one, &two, &three] {
        assert_eq!(read(&t, "desk", matter).await.unwrap().matter.recused, [officer], "{}", matter.number);
    }
}
