//! What every contender tells the runner: one JSON line when it is asked to end.

use std::sync::atomic::{AtomicU64, Ordering};

pub static CALLS: AtomicU64 = AtomicU64::new(0);

pub fn count() {
    CALLS.fetch_add(1, Ordering::Relaxed);
}

pub async fn until_terminated() {
    let mut terminated =
        tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()).expect("SIGTERM");
    terminated.recv().await;
}

pub fn print(objects: usize) {
    println!("{{\"report\":{{\"calls\":{},\"objects\":{objects}}}}}", CALLS.load(Ordering::Relaxed));
}
