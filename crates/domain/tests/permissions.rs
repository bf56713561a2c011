//! The permission table in the documents is the one that the rules give, and the rules keep the red lines.

use std::path::Path;

use kaimen_domain::access::{Scope, has, matrix, scope};
use kaimen_domain::act::Act;
use kaimen_domain::matter::MatterKind;
use kaimen_domain::role::Role;

const HEAD: &str = "\
# Who may do what

This table is made from the rules in `crates/domain/src/access/rules.rs`; `make bless` writes it anew, and a test fails
while it differs. An empty cell means: never, also not with a grant. The scopes, each with what is narrower:

| scope | reaches |
|---|---|
| granted | single matters to which the person was given access: a referral that they took, or break-glass |
| own | one's own account and unit; matters of which one is in charge or to which one's unit was sent |
| unit | what belongs to one's station |
| unit and below | what belongs to one's station and to the posts and rooms below it |
| complaints | complaints against the police, of the whole bureau |
| bureau | everything of this kind in the bureau |

Whoever is complained of in a matter has none of these on it, whatever role, scope or grant (red line 7). A referral
gives its taker the acts of working on that one matter, break-glass only those of looking at it, both only where the
role has the act at all. Residents act with a receipt and only on their own matter: read-receipt, rate, ask-rights.

";

#[test]
fn the_document_is_fresh() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/permissions.md");
    let text = format!("{HEAD}{}", matrix());
    if std::env::var_os("KAIMEN_BLESS").is_some() {
        std::fs::write(&file, &text).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(kept == text, "docs/permissions.md is not what the rules say: run `make bless` and read the difference");
}

fn acts_of(role: Role) -> Vec<Act> {
    Act::ALL.iter().copied().filter(|act| has(role, *act)).collect()
}

#[test]
fn the_technical_administrator_sees_no_content() {
    use Act::{ManageAccounts, ManageOwnSignIn, ReadAlerts, RevokeDevices};
    assert_eq!(acts_of(Role::Administrator), [ManageAccounts, ReadAlerts, ManageOwnSignIn, RevokeDevices]);
}

#[test]
fn no_role_sees_everything() {
    for role in Role::ALL {
        let all = MatterKind::ALL.iter().all(|kind| scope(*role, Act::ReadMatter, *kind) == Some(Scope::Bureau));
        assert!(!all, "{role:?} reads every matter of every kind");
    }
}

#[test]
fn supervisors_and_auditors_see_no_matter() {
    for role in [Role::ConductSupervisor, Role::Auditor, Role::PublicityEditor, Role::Administrator] {
        for act in [Act::ReadMatter, Act::ReadCall, Act::SearchMatters, Act::ReadContact, Act::ReadAttachment] {
            assert!(!has(role, act), "{role:?} {act:?}");
        }
    }
}

#[test]
fn every_act_of_staff_is_somebodys() {
    for act in Act::ALL {
        let residents = matches!(act, Act::Rate | Act::ReadReceipt | Act::AskRights);
        assert_eq!(Role::ALL.iter().any(|role| has(*role, *act)), !residents, "{act:?}");
    }
}
