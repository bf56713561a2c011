//! What screens are told: in order, nothing lost, nothing that is not theirs.

use kaimen_app::Notice;
use kaimen_app::stream::Missed;
use kaimen_testkit::{TestApp, on_both_databases};

on_both_databases!(changes_are_told_in_order, what_was_missed_is_told_again, positions_come_in_frames);

async fn changes_are_told_in_order(t: TestApp) {
    let mut notices = t.app.live().listen();
    let takes = futures::future::join_all((0..30).map(|i| {
        let (app, desk, call) = (t.app.clone(), t.caller("desk"), t.new_call("theft", i % 12, i % 10));
        async move { app.take_call(&desk, call).await.unwrap() }
    }));
    takes.await;
    let mut last = 1;
    for _ in 0..30 {
        loop {
            match notices.recv().await.unwrap() {
                Notice::Changed(committed) => {
                    assert_eq!(committed.seq, last + 1, "no gap, no turn");
                    last = committed.seq;
                    break;
                }
                Notice::Moved(_) | Notice::Reset => {}
            }
        }
    }
}

async fn what_was_missed_is_told_again(t: TestApp) {
    let desk = t.caller("desk");
    let before = t.app.last_seq().await.unwrap();
    let near = t.app.take_call(&desk, t.new_call("theft", 2, 3)).await.unwrap().call;
    let far = t.app.take_call(&desk, t.new_call("theft", 9, 8)).await.unwrap().call;
    t.app.note(&desk, near.id, "报警人在路口等候").await.unwrap();
    let ids = |missed: Missed| match missed {
        Missed::Calls(calls) => calls.iter().map(|(_, call)| call.id).collect::<Vec<_>>(),
        Missed::TooMuch => panic!("too much"),
    };
    assert_eq!(ids(t.app.missed(&desk, before).await.unwrap()), [far.id, near.id], "by their last change");
    assert_eq!(ids(t.app.missed(&t.caller("chief2"), before).await.unwrap()), [far.id], "only what is theirs");
    assert_eq!(ids(t.app.missed(&desk, before + 3).await.unwrap()), []);
    assert!(matches!(t.app.missed(&desk, 1_000_000).await.unwrap(), Missed::TooMuch), "a number of another database");
}

async fn positions_come_in_frames(t: TestApp) {
    let mut notices = t.app.live().listen();
    let at = kaimen_testkit::place(4, 4);
    t.app.send_position(&t.caller("officer1"), at, t.app.now()).await.unwrap();
    let moved = loop {
        if let Notice::Moved(moved) = notices.recv().await.unwrap() {
            break moved;
        }
    };
    assert_eq!((moved.len(), moved[0].unit, moved[0].at), (1, t.unit("湖塘01"), at));
    // Off duty nothing is kept of where somebody is (red line 12).
    t.app.set_own_duty(&t.caller("officer1"), kaimen_domain::unit::DutyStatus::Off).await.unwrap();
    t.app.send_position(&t.caller("officer1"), kaimen_testkit::place(5, 5), t.app.now()).await.unwrap();
    assert!(!t.app.live().fixes().contains_key(&t.unit("湖塘01")), "gone at once, not with the next frame");
    t.app.send_position(&t.caller("officer2"), at, t.app.now()).await.unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(1200)).await;
    assert!(!t.app.live().fixes().contains_key(&t.unit("湖塘01")));
    let stored = kaimen_store::unit::find(t.app.database().read(), t.unit("湖塘01")).await.unwrap().unwrap();
    assert_eq!(stored.fix, None);
}
