//! Signing in, and accounts.

use kaimen_app::Error;
use kaimen_app::account::NewAccount;
use kaimen_app::session::Visit;
use kaimen_domain::role::Role;
use kaimen_testkit::{PASSWORD, TestApp, on_both_databases};

on_both_databases!(sessions_end, wrong_passwords_are_slowed, accounts_are_made_and_closed);

/// A visit from nowhere in particular.
fn here() -> Visit {
    Visit::default()
}

async fn sessions_end(t: TestApp) {
    let signed_in = t.app.sign_in("desk", PASSWORD, &here()).await.unwrap();
    assert_eq!(t.app.session(&signed_in.token).await.unwrap().staff.role, Role::DutyDesk);
    assert!(matches!(t.app.session("forged").await, Err(Error::SignedOut)));
    t.clock.advance(11 * 3600);
    assert!(t.app.session(&signed_in.token).await.is_ok(), "in use");
    t.clock.advance(12 * 3600);
    assert!(matches!(t.app.session(&signed_in.token).await, Err(Error::SignedOut)), "idle for twelve hours");
    let again = t.app.sign_in("desk", PASSWORD, &here()).await.unwrap();
    t.app.sign_out(&again.token).await.unwrap();
    assert!(matches!(t.app.session(&again.token).await, Err(Error::SignedOut)));
}

async fn wrong_passwords_are_slowed(t: TestApp) {
    for _ in 0..4 {
        assert!(matches!(t.app.sign_in("desk", "wrong", &here()).await, Err(Error::BadCredentials)));
    }
    assert!(matches!(t.app.sign_in("desk", PASSWORD, &here()).await, Err(Error::TooManyTries { .. })));
    assert!(t.app.sign_in("command", PASSWORD, &here()).await.is_ok(), "others are not held up");
    t.clock.advance(3);
    assert!(t.app.sign_in("desk", PASSWORD, &here()).await.is_ok(), "never locked out for good");
}

async fn accounts_are_made_and_closed(t: TestApp) {
    let admin = t.caller("admin");
    let new = |username: &str, role, unit| NewAccount {
        username: username.into(),
        name: "吴文佳".into(),
        role,
        station: None,
        unit,
    };
    let no_unit = t.app.make_account(&admin, new("wu", Role::CommunityOfficer, None)).await;
    assert!(matches!(no_unit, Err(Error::Invalid { field: "unit", .. })));
    let officer = new("wu", Role::CommunityOfficer, Some(t.unit("湖塘01")));
    let (account, password) = t.app.make_account(&admin, officer.clone()).await.unwrap();
    assert!(account.station.is_some(), "the station follows from the unit");
    let twice = t.app.make_account(&admin, officer).await;
    assert!(matches!(twice, Err(Error::Invalid { field: "username", .. })));
    let signed_in = t.app.sign_in("wu", &password, &here()).await.unwrap();
    t.app.set_active(&admin, account.id, false).await.unwrap();
    assert!(matches!(t.app.session(&signed_in.token).await, Err(Error::Revoked)), "closing ends its sessions");
    assert!(matches!(t.app.sign_in("wu", &password, &here()).await, Err(Error::BadCredentials)));
    let (desk, _) = t.app.make_account(&admin, new("li", Role::DutyDesk, Some(t.unit("湖塘01")))).await.unwrap();
    assert_eq!((desk.station, desk.unit), (None, None), "only officers ride with a unit");
    let own = admin.actor.staff().unwrap().account;
    assert!(matches!(t.app.set_active(&admin, own, false).await, Err(Error::Invalid { .. })));
}
