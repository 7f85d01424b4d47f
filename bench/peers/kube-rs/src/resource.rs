//! The custom resource of the benchmark, typed as kube-rs users type theirs.

use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[kube(
    group = "kopf.dev",
    version = "v1",
    kind = "KopfExample",
    plural = "kopfexamples",
    status = "KopfExampleStatus",
    namespaced
)]
#[serde(rename_all = "camelCase")]
pub struct KopfExampleSpec {
    pub duration: i64,
    pub field: String,
    #[serde(default)]
    pub items: Vec<Item>,
    #[serde(default)]
    pub note: String,
}

#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    pub image: String,
    pub name: String,
    pub replicas: i64,
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct KopfExampleStatus {
    #[serde(default)]
    pub conditions: Vec<Condition>,
    #[serde(default)]
    pub observed_generation: i64,
    pub ticks: i64,
}

#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Condition {
    pub last_transition_time: String,
    pub message: String,
    pub reason: String,
    pub status: String,
    pub r#type: String,
}
