//! The second factor: setting it up, passing it once, losing it.

use kaimen_app::session::{Open, SignedIn, Standing, Visit};
use kaimen_app::{App, Error};
use kaimen_domain::sign_in::How;
use kaimen_testkit::{PASSWORD, TestApp, code, on_both_databases};

on_both_databases!(
    an_app_is_set_up_and_asked_for,
    a_code_opens_once,
    the_same_code_twice_at_once_opens_once,
    the_same_recovery_code_twice_at_once_opens_once,
    wrong_codes_are_slowed,
    half_a_session_can_do_nothing,
    whoever_has_none_must_set_one_up,
    removing_a_factor_ends_the_other_sessions,
    the_administrator_helps_out,
);

async fn sign_in(app: &App, username: &str) -> SignedIn {
    app.sign_in(username, PASSWORD, &Visit::default()).await.unwrap()
}

async fn open(app: &App, token: &str) -> Open {
    app.session_so_far(token).await.unwrap()
}

/// Sets an authenticator app up for somebody; answers its secret and the token of the session by then.
async fn set_up(t: &TestApp, username: &str) -> (String, String) {
    let signed_in = sign_in(&t.app, username).await;
    let own = open(&t.app, &signed_in.token).await;
    let secret = t.app.begin_authenticator(&own).await.unwrap().secret;
    let added = t.app.confirm_authenticator(&own, &code(&secret, t.app.now())).await.unwrap();
    t.clock.advance(30);
    (secret, added.token.unwrap())
}

async fn an_app_is_set_up_and_asked_for(t: TestApp) {
    let before = sign_in(&t.app, "desk").await;
    let own = open(&t.app, &before.token).await;
    assert_eq!(t.app.begun_authenticator(&own).await.unwrap().map(|begun| begun.secret), None);
    let begun = t.app.begin_authenticator(&own).await.unwrap();
    assert_eq!(begun.secret.len(), 32, "160 bits in base 32");
    assert_eq!(begun.address, format!("otpauth://totp/kaimen:desk?secret={}&issuer=kaimen", begun.secret));
    assert_eq!(t.app.begun_authenticator(&own).await.unwrap().unwrap().secret, begun.secret);
    let another = sign_in(&t.app, "desk").await;
    assert_eq!(another.standing, Standing::Full, "not confirmed, it counts for nothing");
    assert!(matches!(t.app.confirm_authenticator(&own, "000000").await, Err(Error::BadCredentials)));

    let added = t.app.confirm_authenticator(&own, &code(&begun.secret, t.app.now())).await.unwrap();
    let token = added.token.unwrap();
    assert_ne!(token, before.token);
    assert!(matches!(t.app.session(&before.token).await, Err(Error::SignedOut)), "the old token opens nothing");
    let strong = t.app.session(&token).await.unwrap();
    assert!(strong.strong);
    assert_eq!((strong.how, strong.id), (How::PasswordAndCode, own.id), "the same session");
    assert!(matches!(t.app.session(&another.token).await, Err(Error::CodeAsked)), "the others are asked");
    assert!(matches!(t.app.begin_authenticator(&strong).await, Err(Error::Conflict)), "one is enough");
    assert!(t.app.begun_authenticator(&strong).await.unwrap().is_none(), "its secret is not shown again");

    t.clock.advance(30);
    let half = sign_in(&t.app, "desk").await;
    assert_eq!(half.standing, Standing::CodeAsked);
    let passed = t.app.pass_code(&half.token, &code(&begun.secret, t.app.now())).await.unwrap();
    assert_ne!(passed.token, half.token);
    assert!(matches!(t.app.session(&half.token).await, Err(Error::SignedOut)));
    assert_eq!(t.app.session(&passed.token).await.unwrap().standing, Standing::Full);
}

async fn a_code_opens_once(t: TestApp) {
    let (secret, _) = set_up(&t, "desk").await;
    let right = code(&secret, t.app.now());
    let first = sign_in(&t.app, "desk").await;
    t.app.pass_code(&first.token, &format!(" {} {} ", &right[..3], &right[3..])).await.unwrap();
    let second = sign_in(&t.app, "desk").await;
    assert!(matches!(t.app.pass_code(&second.token, &right).await, Err(Error::BadCredentials)), "used");
    let earlier = code(&secret, t.app.now() - chrono::Duration::seconds(30));
    assert!(
        matches!(t.app.pass_code(&second.token, &earlier).await, Err(Error::BadCredentials)),
        "and so are earlier ones"
    );
    t.clock.advance(30);
    t.app.pass_code(&second.token, &code(&secret, t.app.now())).await.unwrap();
}

async fn the_same_code_twice_at_once_opens_once(t: TestApp) {
    let (secret, _) = set_up(&t, "desk").await;
    let right = code(&secret, t.app.now());
    let (one, two) = (sign_in(&t.app, "desk").await, sign_in(&t.app, "desk").await);
    let (one, two) = tokio::join!(t.app.pass_code(&one.token, &right), t.app.pass_code(&two.token, &right));
    assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1);
}

async fn the_same_recovery_code_twice_at_once_opens_once(t: TestApp) {
    let (_, token) = set_up(&t, "desk").await;
    let codes = t.app.make_recovery_codes(&open(&t.app, &token).await).await.unwrap();
    assert_eq!(codes.len(), 10);
    let (one, two) = (sign_in(&t.app, "desk").await, sign_in(&t.app, "desk").await);
    let typed = codes[3].to_uppercase().replace('-', " ");
    let (one, two) = tokio::join!(t.app.pass_code(&one.token, &typed), t.app.pass_code(&two.token, &codes[3]));
    assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1);
    let own = open(&t.app, &token).await;
    assert_eq!(t.app.factors(&own).await.unwrap().recovery_codes, 9);
    let fresh = t.app.make_recovery_codes(&own).await.unwrap();
    let third = sign_in(&t.app, "desk").await;
    assert!(matches!(t.app.pass_code(&third.token, &codes[0]).await, Err(Error::BadCredentials)), "replaced");
    t.app.pass_code(&third.token, &fresh[0]).await.unwrap();
    let (_, command) = set_up(&t, "command").await;
    let half = sign_in(&t.app, "command").await;
    assert!(matches!(t.app.pass_code(&half.token, &fresh[1]).await, Err(Error::BadCredentials)), "of somebody else");
    assert!(t.app.session(&command).await.is_ok());
}

async fn wrong_codes_are_slowed(t: TestApp) {
    let (secret, _) = set_up(&t, "desk").await;
    let half = sign_in(&t.app, "desk").await;
    for _ in 0..4 {
        assert!(matches!(t.app.pass_code(&half.token, "000000").await, Err(Error::BadCredentials)));
    }
    let right = code(&secret, t.app.now());
    assert!(matches!(t.app.pass_code(&half.token, &right).await, Err(Error::TooManyTries { .. })));
    let another = sign_in(&t.app, "desk").await;
    assert_eq!(another.standing, Standing::CodeAsked, "wrong codes do not hold up the password");
    t.clock.advance(3);
    t.app.pass_code(&half.token, &right).await.unwrap();
}

async fn half_a_session_can_do_nothing(t: TestApp) {
    set_up(&t, "desk").await;
    let half = sign_in(&t.app, "desk").await;
    assert!(matches!(t.app.session(&half.token).await, Err(Error::CodeAsked)));
    let own = open(&t.app, &half.token).await;
    assert!(matches!(t.app.devices(&own).await, Err(Error::CodeAsked)));
    assert!(matches!(t.app.end_other_devices(&own).await, Err(Error::CodeAsked)));
    assert!(matches!(t.app.remove_authenticator(&own).await, Err(Error::CodeAsked)));
    assert!(matches!(t.app.begin_authenticator(&own).await, Err(Error::CodeAsked)));
    assert!(matches!(t.app.make_recovery_codes(&own).await, Err(Error::CodeAsked)));
    assert!(matches!(t.app.change_password(&own, PASSWORD, "tram olive 47 kettle").await, Err(Error::CodeAsked)));
    t.clock.advance(10 * 60);
    assert!(matches!(t.app.session_so_far(&half.token).await, Err(Error::SignedOut)), "it ends after ten minutes");
}

async fn whoever_has_none_must_set_one_up(t: TestApp) {
    let app = t.another_with(kaimen_testkit::sign_in(true)).await;
    let signed_in = sign_in(&app, "desk").await;
    assert_eq!(signed_in.standing, Standing::FactorNeeded);
    assert!(matches!(app.session(&signed_in.token).await, Err(Error::FactorNeeded)));
    let own = open(&app, &signed_in.token).await;
    assert!(matches!(app.make_recovery_codes(&own).await, Err(Error::FactorNeeded)), "codes stand in for a factor");
    let secret = app.begin_authenticator(&own).await.unwrap().secret;
    let added = app.confirm_authenticator(&own, &code(&secret, app.now())).await.unwrap();
    assert_eq!(app.session(&added.token.unwrap()).await.unwrap().standing, Standing::Full);
}

async fn removing_a_factor_ends_the_other_sessions(t: TestApp) {
    let (secret, token) = set_up(&t, "desk").await;
    let half = sign_in(&t.app, "desk").await;
    let other = t.app.pass_code(&half.token, &code(&secret, t.app.now())).await.unwrap();
    let own = open(&t.app, &token).await;
    t.app.make_recovery_codes(&own).await.unwrap();
    t.app.remove_authenticator(&own).await.unwrap();
    assert!(matches!(t.app.session(&other.token).await, Err(Error::Revoked)));
    assert!(t.app.session(&token).await.is_ok());
    let factors = t.app.factors(&own).await.unwrap();
    assert!(!factors.any() && factors.recovery_codes == 0, "codes that stand in for nothing go");
    assert!(matches!(t.app.remove_authenticator(&own).await, Err(Error::NotFound)));
    let acts: Vec<String> = t.audited("desk").await;
    for act in ["add-authenticator", "second-factor", "pass-code", "make-recovery-codes", "remove-authenticator"] {
        assert!(acts.iter().any(|known| known == act), "{act} in {acts:?}");
    }
}

async fn the_administrator_helps_out(t: TestApp) {
    let (_, token) = set_up(&t, "desk").await;
    let desk = t.caller("desk").actor.staff().unwrap().account;
    for who in ["chief1", "command", "auditor"] {
        assert!(matches!(t.app.reset_factors(&t.caller(who), desk).await, Err(Error::Forbidden)), "{who}");
    }
    t.app.reset_factors(&t.caller("admin"), desk).await.unwrap();
    assert!(matches!(t.app.session(&token).await, Err(Error::Revoked)));
    let signed_in = sign_in(&t.app, "desk").await;
    assert_eq!(signed_in.standing, Standing::Full);
    let alerts = t.app.alerts(&t.caller("desk")).await.unwrap();
    assert_eq!(alerts.iter().filter(|alert| alert.code == "factors_reset").count(), 1);
    assert!(t.audited("desk").await.iter().any(|act| act == "reset-factors"));
}
