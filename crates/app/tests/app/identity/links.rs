//! Which account belongs to whom.

use kaimen_app::identity::Link;
use kaimen_app::session::Visit;
use kaimen_app::{Error, token_hash};
use kaimen_domain::id::AccountId;
use kaimen_domain::sign_in::How;
use kaimen_store::StoreError;
use kaimen_store::identity::{Identity, Person};
use kaimen_testkit::{TestApp, on_both_databases};
use serde_json::json;

use super::{bureau, sign_in, word};

on_both_databases!(
    the_first_sign_in_links_and_the_person_counts_from_then_on,
    an_account_belongs_to_one_person,
    closed_accounts_and_strangers_are_refused,
    the_administrator_unlinks_and_allows,
    several_factors_make_a_strong_session,
    no_race_links_twice,
);

fn account(t: &TestApp, username: &str) -> AccountId {
    t.caller(username).actor.staff().unwrap().account
}

async fn acts(t: &TestApp, username: &str) -> Vec<String> {
    let subject = format!("account/{}", account(t, username));
    let rows = kaimen_store::audit::about(t.app.database().read(), &subject).await.unwrap();
    rows.into_iter().map(|row| row.entry.act).filter(|act| act != "sign-in").collect()
}

async fn the_first_sign_in_links_and_the_person_counts_from_then_on(t: TestApp) {
    let (t, provider) = bureau(t).await;
    let admin = t.caller("admin");
    let before = t.app.accounts(&admin).await.unwrap().len();
    assert!(t.app.identities(&admin).await.unwrap().is_empty());
    let signed_in = sign_in(&t, &provider, "officer1", json!({})).await.unwrap();
    let open = t.app.session(&signed_in.token).await.unwrap();
    assert_eq!((open.staff.account, open.how), (account(&t, "officer1"), How::Identity));
    assert_eq!(t.app.identities(&admin).await.unwrap()[&account(&t, "officer1")], Link::Linked(t.app.now()));
    assert_eq!(acts(&t, "officer1").await, ["link-identity"]);
    // The provider renames the person: the account stays, and the other's is not touched.
    let renamed = json!({ "preferred_username": "officer2" });
    let again = sign_in(&t, &provider, "officer1", renamed).await.unwrap();
    assert_eq!(again.staff.account, account(&t, "officer1"));
    assert_eq!(acts(&t, "officer1").await, ["link-identity"], "linked once");
    assert_eq!(t.app.accounts(&admin).await.unwrap().len(), before, "no account is made by signing in");
}

async fn an_account_belongs_to_one_person(t: TestApp) {
    let (t, provider) = bureau(t).await;
    assert_eq!(word(sign_in(&t, &provider, "desk", json!({})).await), "signed in");
    assert_eq!(word(sign_in(&t, &provider, "desk", json!({ "sub": "another" })).await), "taken");
    assert_eq!(word(sign_in(&t, &provider, "desk", json!({})).await), "signed in", "the first one still can");
    // The same subject at another provider is somebody else.
    let (t, other) = bureau(t).await;
    assert_eq!(word(sign_in(&t, &other, "desk", json!({})).await), "taken");
}

async fn closed_accounts_and_strangers_are_refused(t: TestApp) {
    let (t, provider) = bureau(t).await;
    let admin = t.caller("admin");
    for name in ["nobody", "Desk", "desk ", "", "%"] {
        assert_eq!(word(sign_in(&t, &provider, name, json!({})).await), "unknown", "{name}");
    }
    assert_eq!(word(sign_in(&t, &provider, "desk", json!({ "preferred_username": ["desk"] })).await), "untrusted");
    assert_eq!(word(sign_in(&t, &provider, "officer2", json!({})).await), "signed in");
    for name in ["officer2", "officer3"] {
        t.app.set_active(&admin, account(&t, name), false).await.unwrap();
        assert_eq!(word(sign_in(&t, &provider, name, json!({})).await), "closed", "{name}");
    }
    assert!(!t.app.identities(&admin).await.unwrap().contains_key(&account(&t, "officer3")), "not linked either");
    t.app.set_active(&admin, account(&t, "officer2"), true).await.unwrap();
    assert_eq!(word(sign_in(&t, &provider, "officer2", json!({})).await), "signed in");
}

async fn the_administrator_unlinks_and_allows(t: TestApp) {
    let (t, provider) = bureau(t).await;
    let (admin, desk) = (t.caller("admin"), t.caller("desk"));
    let id = account(&t, "officer4");
    for caller in [&desk, &t.caller("officer4"), &t.caller("command")] {
        assert!(matches!(t.app.unlink_identity(caller, id).await, Err(Error::Forbidden)));
        assert!(matches!(t.app.allow_identity(caller, id).await, Err(Error::Forbidden)));
        assert!(matches!(t.app.identities(caller).await, Err(Error::Forbidden)));
    }
    let token = sign_in(&t, &provider, "officer4", json!({})).await.unwrap().token;
    t.app.allow_identity(&admin, id).await.unwrap();
    assert!(t.app.session(&token).await.is_ok(), "nothing to allow, nothing changed");
    t.app.unlink_identity(&admin, id).await.unwrap();
    assert!(matches!(t.app.session(&token).await, Err(Error::Revoked)));
    assert_eq!(t.app.identities(&admin).await.unwrap()[&id], Link::Unlinked);
    assert_eq!(word(sign_in(&t, &provider, "officer4", json!({})).await), "unlinked");
    assert!(t.app.sign_in("officer4", kaimen_testkit::PASSWORD, &Visit::default()).await.is_ok());
    t.app.allow_identity(&admin, id).await.unwrap();
    assert_eq!(word(sign_in(&t, &provider, "officer4", json!({ "sub": "successor" })).await), "signed in");
    assert_eq!(acts(&t, "officer4").await, ["link-identity", "unlink-identity", "allow-identity", "link-identity"]);
    // Before anybody has linked it.
    t.app.unlink_identity(&admin, account(&t, "officer5")).await.unwrap();
    assert_eq!(word(sign_in(&t, &provider, "officer5", json!({})).await), "unlinked");
    let nobody = AccountId(t.app.ids().random());
    assert!(matches!(t.app.unlink_identity(&admin, nobody).await, Err(Error::NotFound)));
}

async fn several_factors_make_a_strong_session(t: TestApp) {
    let (t, provider) = bureau(t).await;
    for (claims, strong) in [
        (json!({}), false),
        (json!({ "amr": ["pwd"] }), false),
        (json!({ "amr": ["pwd", "otp"] }), true),
        (json!({ "amr": ["mfa"] }), true),
        (json!({ "acr": "mfa" }), true),
        (json!({ "acr": "1", "amr": [] }), false),
    ] {
        let token = sign_in(&t, &provider, "chief1", claims.clone()).await.unwrap().token;
        let session = kaimen_store::session::find(t.app.database().read(), token_hash(&token)).await.unwrap().unwrap();
        assert_eq!((session.how, session.strong), (How::Identity, strong), "{claims}");
    }
}

async fn no_race_links_twice(t: TestApp) {
    let insert = async |username: &str, subject: &str| {
        let person = Person { issuer: "i".to_owned(), subject: subject.to_owned(), linked_at: t.app.now() };
        let identity = Identity { account: account(&t, username), person: Some(person) };
        let write = t
            .app
            .database()
            .write(move |context| Box::pin(async move { kaimen_store::identity::insert(context, &identity).await }));
        write.await
    };
    assert!(insert("desk", "one").await.is_ok());
    assert!(matches!(insert("desk", "two").await, Err(StoreError::Duplicate)), "an account twice");
    assert!(matches!(insert("command", "one").await, Err(StoreError::Duplicate)), "a person twice");
    assert!(insert("command", "two").await.is_ok());
}
