//! The memo page's operator with kube-rs' `Controller`: a memo per object, a line every ten seconds.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures::StreamExt;
use kube::runtime::{Controller, controller::Action, watcher};
use kube::{Api, Client, ResourceExt};

use crate::report;
use crate::resource::KopfExample;

const PERIOD: Duration = Duration::from_secs(10);

struct Memo {
    counter: u64,
    told: Instant,
}

#[derive(Default)]
struct Context {
    memos: Mutex<HashMap<String, Memo>>,
}

async fn reconcile(object: Arc<KopfExample>, context: Arc<Context>) -> Result<Action, kube::Error> {
    report::count();
    let mut memos = context.memos.lock().expect("memos");
    let memo = memos
        .entry(object.uid().unwrap_or_default())
        .or_insert_with(|| Memo { counter: 0, told: Instant::now() });
    memo.counter += 1;
    let passed = memo.told.elapsed();
    if passed < PERIOD {
        return Ok(Action::requeue(PERIOD - passed));
    }
    eprintln!("[{}] {} events have been received in 10 seconds.", object.name_any(), memo.counter);
    memo.counter = 0;
    memo.told = Instant::now();
    Ok(Action::requeue(PERIOD))
}

fn on_error(_object: Arc<KopfExample>, _error: &kube::Error, _context: Arc<Context>) -> Action {
    Action::requeue(PERIOD)
}

pub async fn run(client: Client) {
    let context = Arc::new(Context::default());
    let api = Api::<KopfExample>::all(client);
    Controller::new(api, watcher::Config::default())
        .graceful_shutdown_on(report::until_terminated())
        .run(reconcile, on_error, context.clone())
        .for_each(|_| futures::future::ready(()))
        .await;
    report::print(context.memos.lock().expect("memos").len());
}
