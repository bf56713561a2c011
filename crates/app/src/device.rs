//! Devices: the browsers in which somebody is signed in, their names, their ends, and the keys of what they keep.

use chrono::{DateTime, Utc};
use kaimen_domain::access::{Subject, may};
use kaimen_domain::act::Act;
use kaimen_domain::audit::Entry;
use kaimen_domain::id::{AccountId, SessionId};
use kaimen_domain::sign_in::How;
use kaimen_store::Effect;
use kaimen_store::account::Account;
use kaimen_store::session::{Session, Which};
use serde_json::json;

use crate::App;
use crate::caller::Caller;
use crate::error::Error;
use crate::session::{IDLE, Open};

/// A browser in which somebody is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Its session.
    pub id: SessionId,
    /// Browser and system, such as `Chrome · Android`; empty where the browser does not say.
    pub label: String,
    /// How its owner signed in.
    pub how: How,
    /// Whether a second factor was passed.
    pub strong: bool,
    /// Signed in.
    pub since: DateTime<Utc>,
    /// Last used, to the minute.
    pub used: DateTime<Utc>,
}

impl From<Session> for Device {
    fn from(session: Session) -> Self {
        let Session { id, device, how, strong, created_at, seen_at, .. } = session;
        Self { id, label: device, how, strong, since: created_at, used: seen_at }
    }
}

/// Somebody whose devices may be signed out.
#[derive(Clone)]
pub struct Member {
    /// Account.
    pub account: Account,
    /// Where they are signed in.
    pub devices: Vec<Device>,
}

impl App {
    /// The own devices, last used first.
    ///
    /// # Errors
    /// [`Error::CodeAsked`].
    pub async fn devices(&self, open: &Open) -> Result<Vec<Device>, Error> {
        let staff = self.require_own(open)?;
        let now = self.now();
        let sessions =
            kaimen_store::session::of_accounts(self.database().read(), &[staff.account], now - IDLE, now).await?;
        Ok(sessions.into_iter().map(Device::from).collect())
    }

    /// Signs one of the own devices out.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn end_device(&self, open: &Open, id: SessionId) -> Result<(), Error> {
        let staff = self.require_own(open)?;
        self.revoke(&Caller::staff(staff.clone()), staff.account, Which::One(id), "end-device").await
    }

    /// Signs all own devices but this one out.
    ///
    /// # Errors
    /// [`Error::CodeAsked`].
    pub async fn end_other_devices(&self, open: &Open) -> Result<(), Error> {
        self.require_own(open)?;
        let (app, open) = (self.clone(), open.clone());
        self.database()
            .write(move |context| Box::pin(async move { app.end_others(context, &open, "end-other-devices").await }))
            .await
    }

    /// Everybody whose lost devices the caller may sign out, by username, with the devices in use.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub async fn devices_of_staff(&self, caller: &Caller) -> Result<Vec<Member>, Error> {
        let now = self.now();
        caller.require(Act::RevokeDevices, Subject::District, now)?;
        let on = self.database().read();
        let mut accounts = kaimen_store::account::all(on).await?;
        accounts.retain(|account| {
            let subject = Subject::Account(account.id, account.station);
            account.active && may(&caller.actor, Act::RevokeDevices, subject, now).is_allowed()
        });
        let ids: Vec<AccountId> = accounts.iter().map(|account| account.id).collect();
        let mut sessions = kaimen_store::session::of_accounts(on, &ids, now - IDLE, now).await?;
        let mut of =
            |id: AccountId| sessions.extract_if(.., |session| session.account == id).map(Device::from).collect();
        Ok(accounts.into_iter().map(|account| Member { devices: of(account.id), account }).collect())
    }

    /// Signs a lost device out, or all devices of somebody: live streams end, and what a phone keeps can no longer be
    /// read.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an account out of scope, or a device that is signed out already.
    pub async fn revoke_devices(
        &self,
        caller: &Caller,
        account: AccountId,
        device: Option<SessionId>,
    ) -> Result<(), Error> {
        let found = kaimen_store::account::find(self.database().read(), account).await?.ok_or(Error::NotFound)?;
        caller.require(Act::RevokeDevices, Subject::Account(found.id, found.station), self.now())?;
        self.revoke(caller, account, device.map_or(Which::All, Which::One), "revoke-devices").await
    }

    async fn revoke(&self, caller: &Caller, account: AccountId, which: Which, act: &str) -> Result<(), Error> {
        let now = self.now();
        let actor = caller.actor.reference();
        let (act, subject) = (act.to_owned(), format!("account/{account}"));
        self.database()
            .write(move |context| {
                Box::pin(async move {
                    let ended = kaimen_store::session::revoke(context, account, which, now).await?;
                    if ended == 0 && which != Which::All {
                        return Err(Error::NotFound);
                    }
                    let detail = json!({ "ended": ended }).to_string();
                    let effect = Effect { signed_out: Some(account), ..Effect::default() };
                    context.audit(Entry { at: now, actor, act, subject, detail, why: String::new() }, effect).await?;
                    Ok(())
                })
            })
            .await
    }

    /// The key under which this device keeps what waits on it; told to its live session alone.
    ///
    /// # Errors
    /// [`Error::Forbidden`] where the role keeps nothing on its devices.
    pub async fn device_key(&self, id: SessionId) -> Result<[u8; 32], Error> {
        let on = self.database().read();
        let session = kaimen_store::session::get(on, id).await?.ok_or(Error::SignedOut)?;
        if session.revoked_at.is_some() {
            return Err(Error::Revoked);
        }
        let sealed = session.device_key.ok_or(Error::Forbidden)?;
        let key = self.0.vault.unseal(on, &sealed).await?.ok_or(Error::Revoked)?;
        key.try_into().map_err(|_| Error::internal("a device key is not 32 bytes long"))
    }
}

/// Browser and system from what the browser says of itself, such as `Chrome · Android`. The order matters: browsers name
/// those that they are like.
#[must_use]
pub fn label(user_agent: &str) -> String {
    const BROWSERS: [(&str, &str); 9] = [
        ("MicroMessenger/", "WeChat"),
        ("HuaweiBrowser/", "Huawei Browser"),
        ("MiuiBrowser/", "Mi Browser"),
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 8] = [
        ("HarmonyOS", "HarmonyOS"),
        ("OpenHarmony", "HarmonyOS"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ];
    let first = |names: &[(&str, &'static str)]| {
        names.iter().find(|(part, _)| user_agent.contains(part)).map(|(_, name)| *name)
    };
    [first(&BROWSERS), first(&SYSTEMS)].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use super::label;

    #[test]
    fn devices_are_named_in_short() {
        let android = "Mozilla/5.0 (Linux; Android 15; PJE110) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/144.0.0.0 \
            Mobile Safari/537.36";
        assert_eq!(label(android), "Chrome · Android");
        assert_eq!(label(&format!("{android} MicroMessenger/8.0.60")), "WeChat · Android");
        let mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) \
            Version/18.2 Safari/605.1.15";
        assert_eq!(label(mac), "Safari · macOS");
        assert_eq!(label("curl/8.9"), "");
    }
}
