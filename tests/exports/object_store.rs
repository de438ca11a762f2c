//! Results in a bucket of a server that speaks S3.

use chaperon_examples::demo_target::DemoTarget;

use super::bucket::{BUCKET, Buckets, KEY, SECRET};
use crate::program::{Ended, Program};

/// Two sessions that get a page.
fn run(words: &[&str], set_up: impl FnOnce(Program) -> Program) -> Ended {
    let target = DemoTarget::start().unwrap();
    let program = Program::at(env!("CARGO_BIN_EXE_browse"))
        .with(["run", "Browsing"])
        .with(words)
        .set("base_url", target.url())
        .set("path", "/");
    set_up(program).run()
}

fn into(program: Program, bucket: &str, url: &str, secret: &str) -> Program {
    program
        .env("S3_BUCKET", bucket)
        .env("AWS_ENDPOINT_URL", url)
        .env("AWS_ALLOW_HTTP", "true")
        .env("AWS_REGION", "eu-central-1")
        .env("AWS_ACCESS_KEY_ID", KEY)
        .env("AWS_SECRET_ACCESS_KEY", secret)
}

#[test]
fn the_bucket_has_what_is_on_the_disk_under_the_same_path() {
    let buckets = Buckets::start();
    let ended = run(&["--export", "s3:json", "--tag", "v1"], |program| {
        into(program, BUCKET, &buckets.url(), SECRET)
    });
    ended.ends_with(0);
    let objects = buckets.objects();
    let base = objects.keys().find_map(|key| key.strip_suffix(".run.json")).unwrap();
    assert!(base.starts_with("results/20") && base.contains("/Browsing/v1-"), "{base}");
    let expected =
        ["config.json", "json", "run.json"].map(|extension| format!("{base}.{extension}"));
    assert_eq!(objects.keys().collect::<Vec<_>>(), expected.iter().collect::<Vec<_>>());
    for (key, bytes) in &objects {
        assert_eq!(String::from_utf8_lossy(bytes), ended.read(key), "{key}");
    }
    assert!(ended.read(&expected[0]).contains("\"scenarios\""));
}

#[test]
fn csv_is_the_format_unless_said_and_other_exports_stay_at_home() {
    let buckets = Buckets::start();
    let words = ["--export", "s3", "--export", "json", "--output", "out"];
    let ended = run(&words, |program| into(program, BUCKET, &buckets.url(), SECRET));
    ended.ends_with(0);
    let objects = buckets.objects();
    let keys: Vec<_> = objects.keys().map(String::as_str).collect();
    assert_eq!(keys, ["out.config.json", "out.csv", "out.run.json"]);
    assert_eq!(String::from_utf8_lossy(&objects["out.csv"]), ended.read("out.csv"));
    assert!(!ended.read("out.json").is_empty());
}

/// The export failed, and the results are on the disk all the same.
#[track_caller]
fn failed(ended: &Ended, reason: &str) {
    ended.ends_with(5).says(&["cannot send the results to bucket ", reason]);
    ended.says(&["the results are kept in out.run.json"]);
    assert!(ended.read("out.run.json").contains("Browsing"));
    assert!(ended.read("out.csv").contains("get(/),2,"));
    assert!(!ended.said.contains(SECRET), "{}", ended.said);
}

const CSV: [&str; 4] = ["--export", "s3:csv", "--output", "out"];

#[test]
fn a_bucket_that_is_not_there_is_named() {
    let buckets = Buckets::start();
    let ended = run(&CSV, |program| into(program, "nowhere", &buckets.url(), SECRET));
    failed(&ended, &format!("nowhere at {}: 404 Not Found: NoSuchBucket", buckets.url()));
}

#[test]
fn a_wrong_key_is_refused_and_not_shown() {
    let buckets = Buckets::start();
    let ended = run(&CSV, |program| into(program, BUCKET, &buckets.url(), "wrong-secret"));
    failed(&ended, "403 Forbidden: SignatureDoesNotMatch");
    assert!(!ended.said.contains("wrong-secret"), "{}", ended.said);
    assert!(buckets.objects().is_empty());
}

#[test]
fn a_server_that_is_down_is_named() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let ended = run(&CSV, |program| into(program, BUCKET, &format!("http://{free}"), SECRET));
    failed(&ended, &format!("loads at http://{free}: Connection refused"));
}

#[test]
fn a_missing_setting_is_named_before_anything_is_sent() {
    let target = DemoTarget::start().unwrap();
    let ended = Program::at(env!("CARGO_BIN_EXE_browse"))
        .with(["run", "Browsing", "--export", "s3:csv"])
        .set("base_url", target.url())
        .set("path", "/")
        .env("S3_BUCKET", "")
        .run();
    ended.ends_with(2).says(&["S3_BUCKET is not set"]);
    assert!(target.served().http.is_empty());
}
