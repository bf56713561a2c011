//! What was answered is on the disk, however the server ends.

use std::io;
use std::thread;
use std::time::{Duration, Instant};

use crate::http::Client;
use crate::running::{Server, account};
use crate::support::{kaimen, town_map};

const SENDERS: usize = 3;

/// Takes calls until the server is gone; gives those that were answered and the one that was not.
fn take_calls(client: &Client, name: &str, taken: &std::sync::mpsc::Sender<()>) -> (Vec<String>, String) {
    let mut answered = Vec::new();
    for number in 0.. {
        let summary = format!("{name}-{number:04}");
        let answer: io::Result<_> = client.take_call(&summary, &summary);
        let Ok(answer) = answer else { return (answered, summary) };
        assert_eq!(answer.status, 201, "{answer:?}");
        answered.push(summary);
        let _ = taken.send(());
    }
    unreachable!()
}

#[test]
fn killing_the_server_loses_no_answered_call() {
    let folder = town_map();
    let password = account(folder.path(), "desk", "duty_desk", "");
    let mut server = Server::serve(folder.path(), "");
    let mut client = server.signed_in("desk", &password);
    let mut kept: Vec<String> = Vec::new();
    for round in 0..5 {
        let (tell, taken) = std::sync::mpsc::channel();
        let senders: Vec<_> = (0..SENDERS)
            .map(|sender| {
                let (client, tell) = (client.clone(), tell.clone());
                thread::spawn(move || take_calls(&client, &format!("r{round}s{sender}"), &tell))
            })
            .collect();
        drop(tell);
        let begun = Instant::now();
        for _ in 0..20 + round * 7 {
            taken.recv_timeout(Duration::from_secs(30)).unwrap();
        }
        thread::sleep(Duration::from_millis(3 * round));
        server.kill();
        let mut unanswered = Vec::new();
        for sender in senders {
            let (answered, last) = sender.join().unwrap();
            kept.extend(answered);
            unanswered.push(last);
        }
        kept.sort();

        server = Server::serve(folder.path(), "");
        client = client.moved(server.address);
        let shown = client.summaries();
        let lost: Vec<_> = kept.iter().filter(|call| shown.binary_search(call).is_err()).collect();
        assert!(lost.is_empty(), "round {round}, {:?}: lost {lost:?}", begun.elapsed());
        // What was not answered may be there or not. Sent again under its key, it is there once.
        let unknown: Vec<_> = shown.iter().filter(|call| !kept.contains(call) && !unanswered.contains(call)).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
        for call in unanswered {
            assert_eq!(client.take_call(&call, &call).unwrap().status, 201);
            kept.push(call);
        }
        kept.sort();
        assert_eq!(client.summaries(), kept);
    }
    server.kill();
    let verified = kaimen(folder.path(), "audit verify");
    assert_eq!(verified.code, 0, "{verified:?}");
    assert!(kept.len() >= 5 * 20);
}
