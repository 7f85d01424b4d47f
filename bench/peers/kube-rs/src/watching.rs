//! The two lower levels of kube-rs: the bare `watcher`, which keeps nothing, and the reflector, which keeps the objects.

use futures::{StreamExt, TryStreamExt};
use kube::runtime::{WatchStreamExt, reflector, watcher};
use kube::{Api, Client};

use crate::report;
use crate::resource::KopfExample;

pub async fn bare(client: Client) {
    let events = watcher(Api::<KopfExample>::all(client), watcher::Config::default())
        .default_backoff()
        .try_for_each(|event| {
            if matches!(event, watcher::Event::Apply(_) | watcher::Event::InitApply(_)) {
                report::count();
            }
            futures::future::ready(Ok(()))
        });
    tokio::select! { _ = events => {}, () = report::until_terminated() => {} }
    report::print(0);
}

pub async fn reflected(client: Client) {
    let (store, writer) = reflector::store();
    let events = watcher(Api::<KopfExample>::all(client), watcher::Config::default())
        .default_backoff()
        .reflect(writer)
        .applied_objects()
        .for_each(|_| {
            report::count();
            futures::future::ready(())
        });
    tokio::select! { () = events => {}, () = report::until_terminated() => {} }
    report::print(store.len());
}
