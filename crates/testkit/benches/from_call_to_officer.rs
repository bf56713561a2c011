//! From the POST of a call to the event on the officer's page: 20 calls a second, 200 connected clients, every call
//! committed durably (SQLite, WAL, `synchronous=FULL`) before the officer hears of it. Then start and memory of the
//! released binary.
//!
//! Server and clients share this process and its cores, but speak HTTP over loopback.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a bench reports to a terminal")]

#[path = "from_call_to_officer/client.rs"]
mod client;
#[path = "from_call_to_officer/district.rs"]
mod district;
#[path = "from_call_to_officer/process.rs"]
mod process;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use kaimen_app::session::Visit;
use kaimen_app::{App, Clock, Ids, Parts, Secret, SignInSettings, SystemClock};
use kaimen_dispatch::Policy;
use kaimen_domain::act::Act;
use kaimen_domain::audit::checkpoint::CheckpointKey;
use kaimen_domain::call::CallState;
use kaimen_web::Web;
use serde_json::{Value, json};

const UNITS: usize = 191;
const CLIENTS: usize = 200;
const CALLS_A_SECOND: u32 = 20;
const SECONDS: u32 = 30;

/// When each call was posted, and how long until its officer's page had it.
#[derive(Default)]
struct Clocks {
    heard: HashMap<String, Instant>,
}

#[tokio::main(flavor = "multi_thread")]
async fn main() {
    let folder = tempfile::tempdir().unwrap();
    let Some(map) = district::map(folder.path()) else { return };
    let parts = Parts {
        database_url: format!("sqlite://{}", folder.path().join("bench.sqlite").display()),
        map: Arc::clone(&map),
        keys: App::keys(folder.path(), &Secret::new([7; 32]), SystemClock.now()).unwrap(),
        secret: Secret::new([7; 32]),
        checkpoint_key: CheckpointKey::new("kaimen/test", &[8; 32]).unwrap(),
        clock: Arc::new(SystemClock),
        ids: Ids::from_system().unwrap(),
        policy: Policy::default(),
        sign_in: SignInSettings::default(),
    };
    let app = App::open(parts).await.unwrap();
    app.install(district::installation(&app, UNITS).await).await.unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = kaimen_web::router(Web { app: app.clone(), secure: false });
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });

    let clocks = Arc::new(Mutex::new(Clocks::default()));
    for i in 0..CLIENTS {
        // Officers, one a unit; the rest are desks, which hear everything.
        let name = if i < UNITS { format!("officer{i}") } else { "desk".to_owned() };
        let token = app.sign_in(&name, kaimen_testkit::PASSWORD, &Visit::default()).await.unwrap().token;
        let stream = client::listen(address, &token).await;
        tokio::spawn(officer(app.clone(), name, stream, Arc::clone(&clocks)));
    }
    let desk = app.sign_in("desk", kaimen_testkit::PASSWORD, &Visit::default()).await.unwrap().token;
    let csrf = app.session(&desk).await.unwrap().csrf;
    println!("{CLIENTS} clients listen; {CALLS_A_SECOND} calls/s for {SECONDS} s on {}", map.info().name);

    let mut tick = tokio::time::interval(Duration::from_secs(1) / CALLS_A_SECOND);
    let mut posts = Vec::new();
    for i in 0..CALLS_A_SECOND * SECONDS {
        tick.tick().await;
        let (desk, csrf) = (desk.clone(), csrf.clone());
        let at = district::somewhere(&map, i);
        posts.push(tokio::spawn(async move {
            let call = json!({
                "place": { "text": "第一街", "lon": at.lon, "lat": at.lat },
                "kind": "sudden_illness",
                "summary": "在田里施肥时突然头昏",
                "contact": "袁某 138 0000 0000",
                "dispatch_nearest": true,
            });
            let begun = Instant::now();
            let answer = client::post(address, &desk, &csrf, "/api/calls", &call).await;
            (begun, begun.elapsed(), answer)
        }));
    }
    let mut to_answer = Vec::new();
    let mut to_officer = Vec::new();
    let (mut unsent, mut lost) = (0, 0);
    for post in posts {
        let (begun, answered, answer) = post.await.unwrap();
        to_answer.push(answered);
        if answer["call"]["state"] != "dispatched" {
            unsent += 1;
            continue;
        }
        let id = answer["call"]["id"].as_str().unwrap();
        let heard = wait_for(&clocks, id).await;
        match heard {
            Some(heard) => to_officer.push(heard.saturating_duration_since(begun)),
            None => lost += 1,
        }
    }
    println!("POST to answer:          {}", spread(&mut to_answer));
    println!("POST to officer's page:  {}", spread(&mut to_officer));
    println!("calls with nobody free: {unsent}; events lost: {lost}");
    process::start_and_memory(folder.path());
    assert_eq!(lost, 0, "an officer did not hear of a call");
}

async fn wait_for(clocks: &Mutex<Clocks>, id: &str) -> Option<Instant> {
    for _ in 0..400 {
        if let Some(heard) = clocks.lock().unwrap().heard.get(id) {
            return Some(*heard);
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    None
}

/// Hears of calls, notes when, goes there and is done: so that units come free again as calls go on coming.
async fn officer(app: App, name: String, mut stream: client::Stream, clocks: Arc<Mutex<Clocks>>) {
    while let Some(event) = stream.next().await {
        let now = Instant::now();
        if event.name != "call" || name == "desk" {
            continue;
        }
        let call: Value = serde_json::from_str(&event.data).unwrap();
        if call["state"] != json!(CallState::Dispatched) {
            continue;
        }
        let id = call["id"].as_str().unwrap().to_owned();
        clocks.lock().unwrap().heard.entry(id.clone()).or_insert(now);
        let (app, name) = (app.clone(), name.clone());
        tokio::spawn(async move {
            let caller = district::caller(&app, &name).await;
            let id = id.parse().unwrap();
            tokio::time::sleep(Duration::from_secs(2)).await;
            app.progress(&caller, id, Act::OnScene).await.unwrap();
            app.resolve(&caller, id).await.unwrap();
        });
    }
}

fn spread(times: &mut [Duration]) -> String {
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    format!(
        "{} times: p50 {:.1} ms, p90 {:.1} ms, p99 {:.1} ms, most {:.1} ms",
        times.len(),
        at(0.5),
        at(0.9),
        at(0.99),
        at(1.0)
    )
}
