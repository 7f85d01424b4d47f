//! `ping controller | watcher | reflector`: the cluster is found through KUBECONFIG.

mod controller;
mod report;
mod resource;
mod watching;

use kube::Client;

#[tokio::main]
async fn main() -> Result<(), kube::Error> {
    let client = Client::try_default().await?;
    match std::env::args().nth(1).as_deref() {
        Some("watcher") => watching::bare(client).await,
        Some("reflector") => watching::reflected(client).await,
        _ => controller::run(client).await,
    }
    Ok(())
}
