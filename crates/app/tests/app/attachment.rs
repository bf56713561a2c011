//! Files of a matter: who may, how much, kept once, taken away, brought back and gone.

use std::io::Cursor;

use kaimen_app::attachment::{Files, Media, Refusal};
use kaimen_app::{Caller, Error};
use kaimen_domain::call::Call;
use kaimen_domain::id::{AttachmentId, MatterId};
use kaimen_domain::retention::Category;
use kaimen_store::record_key;
use kaimen_testkit::{TestApp, on_both_databases, on_one_database};

use crate::files::pictures::{jpeg, png};

on_both_databases!(
    a_photo_is_kept_once_read_and_recorded,
    only_who_works_on_a_matter_adds_and_only_who_reads_it_reads,
    removed_files_come_back_and_then_go_for_good,
    a_hold_keeps_removed_files_too,
    files_go_in_their_time_and_are_counted_for_the_person,
    a_rotation_takes_files_along
);
on_one_database!(a_matter_holds_so_many_files_and_no_more, the_same_request_attaches_once);

async fn sent(t: &TestApp) -> Call {
    let mut call = t.new_call("theft", 2, 3);
    call.dispatch_nearest = true;
    let call = t.app.take_call(&t.caller("desk"), call).await.unwrap().call;
    assert_eq!(call.assignments[0].unit, t.unit("湖塘02"));
    Call::clone(&call)
}

async fn attach(t: &TestApp, who: &Caller, call: &Call, name: &str, bytes: Vec<u8>) -> Result<AttachmentId, Error> {
    t.app.attach(who, call.id.into(), name, bytes).await
}

async fn files(t: &TestApp, who: &str, call: &Call) -> Files {
    t.app.attachments(&t.caller(who), call.id.into()).await.unwrap()
}

/// Keys of records: one for the contact, one for each name and one for each content.
async fn keys(t: &TestApp) -> u64 {
    let counts = record_key::counts(t.app.database().read()).await.unwrap();
    counts.iter().map(|(_, keys)| keys).sum()
}

async fn acts(t: &TestApp, call: &Call) -> Vec<String> {
    let rows = kaimen_store::audit::about(t.app.database().read(), &format!("call/{}", call.id)).await.unwrap();
    assert!(rows.iter().all(|row| !row.entry.detail.contains("现场")), "names are not in the record");
    rows.into_iter().map(|row| row.entry.act).filter(|act| act.contains("attach") || act == "erased").collect()
}

async fn a_photo_is_kept_once_read_and_recorded(t: TestApp) {
    let (desk, officer) = (t.caller("desk"), t.caller("officer2"));
    let (call, other) = (sent(&t).await, t.app.take_call(&desk, t.new_call("noise", 3, 3)).await.unwrap().call);
    assert_eq!(keys(&t).await, 2, "two contacts");
    let photo = attach(&t, &officer, &call, "../现场 照片.JPEG", jpeg(6)).await.unwrap();
    assert_eq!(keys(&t).await, 4);
    attach(&t, &desk, &other, "again.jpg", jpeg(6)).await.unwrap();
    assert_eq!(keys(&t).await, 5, "the same bytes are kept once");
    attach(&t, &desk, &other, "other.jpg", jpeg(3)).await.unwrap();
    assert_eq!(keys(&t).await, 7);

    let shown = files(&t, "chief1", &call).await;
    let [line] = &shown.lines[..] else { panic!("{shown:?}") };
    let names = kaimen_store::account::names(t.app.database().read(), &[officer.actor.staff().unwrap().account]).await;
    assert_eq!((line.id, line.name.as_str(), line.media), (photo, "现场 照片.jpg", Media::Jpeg));
    assert_eq!((line.pixels, line.added_by.as_ref(), line.gone_at), ((60, 40), names.unwrap().values().next(), None));
    let content = t.app.read_attachment(&desk, call.id.into(), photo).await.unwrap();
    assert_eq!((content.bytes.len() as u64, content.name.as_str()), (line.size, "现场 照片.jpg"));
    image::ImageReader::new(Cursor::new(&content.bytes)).with_guessed_format().unwrap().decode().unwrap();
    assert_eq!(acts(&t, &call).await, ["attach", "read-attachment", "read-attachment"]);
    let elsewhere = t.app.read_attachment(&desk, other.id.into(), photo).await;
    assert!(matches!(elsewhere, Err(Error::NotFound)), "a file is read by its own matter");
    let refused = attach(&t, &desk, &call, "photo.jpg", b"<script>".to_vec()).await;
    assert!(matches!(refused, Err(Error::File(Refusal::Kind))), "{refused:?}");
}

async fn only_who_works_on_a_matter_adds_and_only_who_reads_it_reads(t: TestApp) {
    let call = sent(&t).await;
    let file = attach(&t, &t.caller("officer2"), &call, "a.png", png(1)).await.unwrap();
    for who in ["command", "chief2", "officer5", "admin", "auditor", "privacy", "editor"] {
        let refused = attach(&t, &t.caller(who), &call, "a.png", png(1)).await;
        assert!(matches!(refused, Err(Error::Forbidden | Error::NotFound)), "{who}: {refused:?}");
        let refused = t.app.remove_attachment(&t.caller(who), call.id.into(), file).await;
        assert!(matches!(refused, Err(Error::Forbidden | Error::NotFound)), "{who}: {refused:?}");
    }
    for who in ["chief2", "officer5", "admin", "editor"] {
        let refused = t.app.read_attachment(&t.caller(who), call.id.into(), file).await;
        assert!(matches!(refused, Err(Error::Forbidden | Error::NotFound)), "{who}: {refused:?}");
        assert!(t.app.attachments(&t.caller(who), call.id.into()).await.is_err(), "{who}");
    }
    // Whoever is complained of neither adds nor sees, and the attempt is recorded (red line 7).
    let mut complaint = t.new_call("police_conduct", 2, 3);
    complaint.recused_units = vec![t.unit("湖塘02")];
    let complaint = t.app.take_call(&t.caller("desk"), complaint).await.unwrap().call;
    let file = attach(&t, &t.caller("desk"), &complaint, "a.png", png(1)).await.unwrap();
    let complained_of = t.caller("officer2");
    assert!(attach(&t, &complained_of, &complaint, "a.png", png(1)).await.is_err());
    assert!(t.app.read_attachment(&complained_of, complaint.id.into(), file).await.is_err());
    assert!(t.app.remove_attachment(&complained_of, complaint.id.into(), file).await.is_err());
    let rows = kaimen_store::audit::about(t.app.database().read(), &format!("call/{}", complaint.id)).await.unwrap();
    assert_eq!(rows.iter().filter(|row| row.entry.act == "refused-recused").count(), 3);
}

async fn removed_files_come_back_and_then_go_for_good(t: TestApp) {
    let (desk, call) = (t.caller("desk"), sent(&t).await);
    let first = attach(&t, &desk, &call, "现场.jpg", jpeg(1)).await.unwrap();
    let second = attach(&t, &desk, &call, "b.jpg", jpeg(1)).await.unwrap();
    assert_eq!(keys(&t).await, 1 + 1 + 2);
    let matter: MatterId = call.id.into();
    t.app.remove_attachment(&desk, matter, first).await.unwrap();
    t.app.remove_attachment(&desk, matter, first).await.unwrap();
    assert!(matches!(t.app.read_attachment(&desk, matter, first).await, Err(Error::NotFound)));
    assert_eq!(files(&t, "desk", &call).await.lines.len(), 2, "who may bring it back sees that it is gone");
    assert_eq!(files(&t, "command", &call).await.lines.len(), 1);
    t.clock.advance(29 * 86_400);
    t.app.run_due_jobs().await.unwrap();
    t.app.restore_attachment(&desk, matter, first).await.unwrap();
    t.app.read_attachment(&desk, matter, first).await.unwrap();
    t.app.remove_attachment(&desk, matter, first).await.unwrap();
    t.clock.advance(29 * 86_400);
    t.app.run_due_jobs().await.unwrap();
    assert_eq!(keys(&t).await, 4, "the time begins anew");
    t.clock.advance(2 * 86_400);
    t.app.run_due_jobs().await.unwrap();
    assert!(matches!(t.app.restore_attachment(&desk, matter, first).await, Err(Error::NotFound)));
    assert_eq!(keys(&t).await, 3, "its name is gone; the content is still attached under another name");
    t.app.read_attachment(&desk, matter, second).await.unwrap();
    t.app.remove_attachment(&desk, matter, second).await.unwrap();
    t.clock.advance(31 * 86_400);
    t.app.run_due_jobs().await.unwrap();
    assert_eq!(keys(&t).await, 1, "the contact alone");
    let kept = kaimen_store::attachment::of_matters(t.app.database().read(), &[matter]).await.unwrap();
    assert!(kept.is_empty());
    let acts = acts(&t, &call).await;
    let changes: Vec<&str> = acts.iter().map(String::as_str).filter(|act| *act != "read-attachment").collect();
    let expected = [
        "attach",
        "attach",
        "remove-attachment",
        "restore-attachment",
        "remove-attachment",
        "erased",
        "remove-attachment",
        "erased",
    ];
    assert_eq!(changes, expected);
}

async fn a_hold_keeps_removed_files_too(t: TestApp) {
    let (desk, privacy, call) = (t.caller("desk"), t.caller("privacy"), sent(&t).await);
    let id = attach(&t, &desk, &call, "现场.jpg", jpeg(1)).await.unwrap();
    let review = t.app.now().date_naive() + chrono::Duration::days(300);
    let hold = t.app.set_hold(&privacy, &call.number, "法院调卷", review).await.unwrap();
    t.app.remove_attachment(&desk, call.id.into(), id).await.unwrap();
    t.clock.advance(31 * 86_400);
    t.app.run_due_jobs().await.unwrap();
    t.app.restore_attachment(&desk, call.id.into(), id).await.unwrap();
    t.app.remove_attachment(&desk, call.id.into(), id).await.unwrap();
    t.app.lift_hold(&privacy, hold.id, "案件已结").await.unwrap();
    t.clock.advance(31 * 86_400);
    t.app.run_due_jobs().await.unwrap();
    assert_eq!(keys(&t).await, 1, "the contact alone");
}

async fn files_go_in_their_time_and_are_counted_for_the_person(t: TestApp) {
    let taken = crate::rights::closed(&t).await;
    let (desk, privacy, call) = (t.caller("desk"), t.caller("privacy"), &taken.own);
    attach(&t, &desk, call, "现场.jpg", jpeg(1)).await.unwrap();
    attach(&t, &desk, call, "b.jpg", jpeg(1)).await.unwrap();
    let kept = t.app.kept(&taken).await.unwrap();
    let files = kept.items.iter().find(|item| item.category == Category::Attachments).unwrap();
    assert_eq!(files.values.iter().map(|value| value.text.as_str()).collect::<Vec<_>>(), ["2"]);
    assert!(files.until.is_some() && files.stays.is_none());
    t.clock.advance(37 * 31 * 86_400);
    let purged = t.app.run_purge(&privacy).await.unwrap();
    assert!(purged.iter().any(|done| done.category == Category::Attachments), "{purged:?}");
    let left = kaimen_store::attachment::of_matters(t.app.database().read(), &[call.id.into()]).await.unwrap();
    assert!(left.is_empty());
    assert_eq!(keys(&t).await, 0, "names, contents and the contact went with their keys");
    let proofs = kaimen_store::purge_proof::of(t.app.database().read(), call.id.into()).await.unwrap();
    assert!(proofs.iter().any(|proof| proof.category == Category::Attachments));
}

async fn a_rotation_takes_files_along(t: TestApp) {
    use std::sync::Arc;
    let (desk, call) = (t.caller("desk"), sent(&t).await);
    let file = attach(&t, &desk, &call, "现场.jpg", jpeg(1)).await.unwrap();
    let before = t.app.read_attachment(&desk, call.id.into(), file).await.unwrap();
    let keys = Arc::new(kaimen_app::App::keys(t.folder(), &kaimen_testkit::secret(), t.app.now()).unwrap());
    let ids = Arc::new(kaimen_app::Ids::from_system().unwrap());
    let rotated = kaimen_app::vault::rotate(t.app.database(), &keys, &ids, t.app.now(), |_, _| ()).await.unwrap();
    assert_eq!((rotated.generation, rotated.keys), (2, 3));
    kaimen_app::vault::retire(t.app.database(), &keys, t.app.now()).await.unwrap();
    let afresh = t.another().await;
    assert_eq!(afresh.read_attachment(&desk, call.id.into(), file).await.unwrap(), before);
}

async fn a_matter_holds_so_many_files_and_no_more(t: TestApp) {
    let (desk, call) = (t.caller("desk"), sent(&t).await);
    for number in 0..50 {
        attach(&t, &desk, &call, &format!("{number}.png"), png(1)).await.unwrap();
    }
    assert_eq!(keys(&t).await, 1 + 50 + 1);
    let refused = attach(&t, &desk, &call, "more.png", png(1)).await;
    assert!(matches!(refused, Err(Error::File(Refusal::TooMany))), "{refused:?}");
    assert_eq!(files(&t, "desk", &call).await.lines.len(), 50);
}

async fn the_same_request_attaches_once(t: TestApp) {
    let (mut desk, call) = (t.caller("desk"), sent(&t).await);
    desk.key = Some(kaimen_app::RequestKey { key: "one".to_owned(), digest: [1; 32] });
    let first = attach(&t, &desk, &call, "a.png", png(1)).await.unwrap();
    assert_eq!(attach(&t, &desk, &call, "a.png", png(1)).await.unwrap(), first);
    assert_eq!(files(&t, "desk", &call).await.lines.len(), 1);
}
