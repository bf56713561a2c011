//! 110/120: the case of Yuan in the field (article, F3).

use kaimen_app::Error;
use kaimen_domain::act::Act;
use kaimen_domain::call::{CallState, Refused};
use kaimen_domain::medical::{Condition, MedicalState, MedicalStep};
use kaimen_testkit::{TestApp, on_both_databases};

on_both_databases!(ambulance_is_late_and_the_officer_drives, the_clock_of_each_step_is_kept, not_needed_after_all);

async fn ambulance_is_late_and_the_officer_drives(t: TestApp) {
    let officer = t.caller("officer3");
    let mut call = t.new_call("sudden_illness", 5, 4);
    call.dispatch_nearest = true;
    let id = t.app.take_call(&t.caller("desk"), call).await.unwrap().call.id;
    t.app.progress(&officer, id, Act::OnScene).await.unwrap();
    t.app.request_medical(&officer, id, Condition::Unconscious).await.unwrap();
    assert!(matches!(t.app.request_medical(&officer, id, Condition::Other).await, Err(Error::WrongState(_))));
    t.app.step_medical(&officer, id, MedicalStep::Eta(25)).await.unwrap();
    t.app.step_medical(&t.caller("desk"), id, MedicalStep::Delayed).await.unwrap();

    let hospitals = t.app.hospitals(&officer, id).await.unwrap();
    assert_eq!(hospitals[0].name, "南夏墅卫生院");
    assert!(hospitals[0].travel_ms < hospitals[1].travel_ms);

    // Nobody but the officer decides to drive.
    let drive = MedicalStep::Transport { facility: hospitals[0].name.clone(), advice_sought: true };
    assert!(matches!(t.app.step_medical(&t.caller("desk"), id, drive.clone()).await, Err(Error::Forbidden)));
    t.app.step_medical(&officer, id, drive).await.unwrap();
    assert!(matches!(t.app.resolve(&officer, id).await, Err(Error::WrongState(Refused::PatientOpen))));
    t.app.step_medical(&officer, id, MedicalStep::Depart).await.unwrap();
    let done = t.app.step_medical(&officer, id, MedicalStep::Handover("急诊科".into())).await.unwrap();
    assert_eq!(done.medical.as_ref().unwrap().state, MedicalState::HandedOver);
    assert_eq!(t.app.resolve(&officer, id).await.unwrap().state, CallState::Resolved);
}

async fn the_clock_of_each_step_is_kept(t: TestApp) {
    let officer = t.caller("officer3");
    let mut call = t.new_call("sudden_illness", 5, 4);
    call.dispatch_nearest = true;
    let id = t.app.take_call(&t.caller("desk"), call).await.unwrap().call.id;
    t.app.progress(&officer, id, Act::OnScene).await.unwrap();
    t.clock.advance(30);
    t.app.request_medical(&officer, id, Condition::Unconscious).await.unwrap();
    let steps = [
        MedicalStep::Delayed,
        MedicalStep::Transport { facility: "南夏墅卫生院".into(), advice_sought: false },
        MedicalStep::Depart,
        MedicalStep::Handover("急诊科".into()),
    ];
    for step in steps {
        t.clock.advance(60);
        t.app.step_medical(&officer, id, step).await.unwrap();
    }
    let call = t.app.read_call(&officer, id).await.unwrap().call;
    let medical = call.medical.unwrap();
    let after = |at: Option<chrono::DateTime<chrono::Utc>>| (at.unwrap() - medical.requested_at).num_seconds();
    assert_eq!(
        [
            after(medical.delayed_at),
            after(medical.decided_at),
            after(medical.departed_at),
            after(medical.handed_over_at)
        ],
        [60, 120, 180, 240]
    );
}

async fn not_needed_after_all(t: TestApp) {
    let officer = t.caller("officer3");
    let mut call = t.new_call("sudden_illness", 5, 4);
    call.dispatch_nearest = true;
    let id = t.app.take_call(&t.caller("desk"), call).await.unwrap().call.id;
    t.app.progress(&officer, id, Act::OnScene).await.unwrap();
    t.app.request_medical(&officer, id, Condition::Conscious).await.unwrap();
    let no_reason = t.app.step_medical(&officer, id, MedicalStep::Cancel(" ".into())).await;
    assert!(matches!(no_reason, Err(Error::Invalid { .. })));
    t.app.step_medical(&t.caller("desk"), id, MedicalStep::Cancel("病人自行离开".into())).await.unwrap();
    t.app.request_medical(&officer, id, Condition::Bleeding).await.unwrap();
    t.app.step_medical(&officer, id, MedicalStep::AmbulanceArrived).await.unwrap();
    assert_eq!(t.app.resolve(&officer, id).await.unwrap().state, CallState::Resolved);
}
