//! Who sees and does what: every act by every role, against the rules written out here once more.

use kaimen_app::Error;
use kaimen_domain::access::role_has;
use kaimen_domain::act::Act;
use kaimen_domain::role::Role;
use kaimen_domain::unit::DutyStatus;
use kaimen_testkit::{TestApp, on_both_databases};

on_both_databases!(scopes_of_reading, acts_of_others_are_refused, administrator_sees_no_content);

/// Letters: D desk, O officer, S station chief, B bureau command, A administrator.
const MATRIX: &str = "
take D
read DOSB
read-contact DO
recommend DSB
classify D
dispatch DS
recall DS
divert D
divert-accepted D
divert-bounced D
merge D
unmerge D
recuse D
note DOS
acknowledge O
en-route O
on-scene O
backup O
resolve O
feedback DO
close DS
reopen DS
medical/request DO
medical/eta DO
medical/delayed DO
medical/ambulance-arrived DO
medical/transport O
medical/depart O
medical/handover DO
medical/cancel DO
rate -
read-receipt -
read-unit DOSB
position O
duty O
unit-duty D
manage-accounts A
";

#[test]
fn the_matrix_is_as_written() {
    let letter = |role| match role {
        Role::DutyDesk => 'D',
        Role::CommunityOfficer => 'O',
        Role::StationChief => 'S',
        Role::BureauCommand => 'B',
        Role::Administrator => 'A',
    };
    let rows: Vec<(&str, &str)> = MATRIX.trim().lines().map(|row| row.split_once(' ').unwrap()).collect();
    assert_eq!(rows.len(), Act::ALL.len(), "a new act needs a row here");
    for (act, (word, roles)) in Act::ALL.iter().zip(rows) {
        assert_eq!(act.word(), word);
        for role in Role::ALL {
            assert_eq!(role_has(role, *act), roles.contains(letter(role)), "{word} by {}", role.word());
        }
    }
}

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
