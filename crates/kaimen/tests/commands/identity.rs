//! Settings of the identity provider that make no sense are refused before anything is opened.

use std::fs;
use std::process::{Command, Stdio};

use crate::running::{Server, one_line};
use crate::support::{kaimen, names, town_map};

#[test]
fn settings_that_make_no_sense_are_refused() {
    let folder = town_map();
    fs::write(folder.path().join("secret"), "secret\n").unwrap();
    fs::write(folder.path().join("empty"), "\n").unwrap();
    fs::write(folder.path().join("no.pem"), "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n").unwrap();
    let whole = "--origin https://k.example --identity-client kaimen --identity-secret-file secret";
    for (arguments, words) in [
        ("--identity-client kaimen".to_owned(), "add --identity-provider"),
        ("--identity-provider https://id.example".to_owned(), "--origin"),
        ("--identity-provider https://id.example --origin https://k.example".to_owned(), "add --identity-client"),
        (
            "--identity-provider https://id.example --origin https://k.example --identity-client k".to_owned(),
            "set KAIMEN_IDENTITY_SECRET or name --identity-secret-file",
        ),
        (format!("--identity-provider http://id.example {whole}"), "http://id.example must begin with https://"),
        (format!("--identity-provider id.example {whole}"), "not an address"),
        (
            format!("--identity-provider https://id.example {whole}/path").replace("secret/path", "nothing"),
            "cannot read",
        ),
        (
            format!("--identity-provider https://id.example {whole}").replace("file secret", "file empty"),
            "client secret",
        ),
        (format!("--identity-provider https://id.example {whole}").replace("k.example", "k.example/a"), "without path"),
        (format!("--identity-provider https://id.example {whole} --identity-authority no.pem"), "not PEM"),
    ] {
        let run = kaimen(folder.path(), &format!("serve --map town.map --listen 127.0.0.1:0 {arguments}"));
        run.failed(1, words);
        one_line(&run);
    }
    assert_eq!(names(folder.path()), ["empty", "no.pem", "secret", "tables", "town.map"], "nothing was made");
}

#[test]
fn the_secret_is_taken_from_the_environment_and_not_from_the_command_line() {
    let folder = town_map();
    let arguments = ["serve", "--map", "town.map", "--identity-secret", "secret"];
    let program = || {
        let mut program = Command::new(env!("CARGO_BIN_EXE_kaimen"));
        program.current_dir(folder.path()).stdin(Stdio::null());
        program
    };
    assert_eq!(program().args(arguments).output().unwrap().status.code(), Some(2), "there is no such option");
    // Everything else by the environment; it goes wrong only where the address cannot be listened on.
    let done = program()
        .args(["serve", "--map", "town.map", "--listen", "192.0.2.1:1", "--behind-https"])
        .env("KAIMEN_IDENTITY_PROVIDER", "https://id.example")
        .env("KAIMEN_IDENTITY_CLIENT", "kaimen")
        .env("KAIMEN_IDENTITY_SECRET", "never said")
        .env("KAIMEN_ORIGIN", "https://k.example")
        .output()
        .unwrap();
    let said = String::from_utf8(done.stderr).unwrap();
    assert!(said.contains("cannot listen") && !said.contains("never said"), "{said}");
    fs::write(folder.path().join("secret"), "secret\n").unwrap();
    let server = Server::serve(
        folder.path(),
        "--identity-provider http://127.0.0.1:9 --origin http://localhost:1 --identity-client kaimen \
         --identity-name Bureau --identity-secret-file secret",
    );
    let page = server.client().get("/en/sign-in");
    assert!(page.body.contains("Sign in with Bureau"), "{}", page.body);
}
