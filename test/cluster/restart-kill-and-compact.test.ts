import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { ControlPlane } from "kephale/testing";

import { widgets } from "../support/custom-kind.js";
import { eventually } from "../support/eventually.js";
import { RawApi } from "../support/raw-api.js";
import type { RawAnswer } from "../support/raw-api.js";
import { ON_EXISTING_CLUSTER } from "../support/test-cluster.js";

const onOwnServer = ON_EXISTING_CLUSTER ? describe.skip : describe;
const { crd, apiVersion, kind } = widgets();
const WIDGETS = "/apis/kephale.test/v1/widgets";
const ref = (name: string): { apiVersion: string; kind: string; metadata: { name: string } } => ({
  apiVersion,
  kind,
  metadata: { name },
});

onOwnServer("the API server of a control plane", () => {
  let cluster: ControlPlane;
  let api: RawApi;

  beforeAll(async () => {
    cluster = await ControlPlane.start({ controllerManager: false, crds: [crd] });
    api = new RawApi(cluster.kubeConfig);
  });

  afterAll(async () => {
    await api[Symbol.asyncDispose]();
    await cluster.stop();
  });

  it("is the same after a restart: address, objects, their versions", async () => {
    const before = await cluster.create({ ...ref("kept"), spec: { size: 1 } });
    const { url } = cluster;
    await cluster.restart();
    expect(cluster.url).toBe(url);
    expect(await cluster.get(ref("kept"))).toEqual(before);
    await cluster.patch(ref("kept"), { spec: { size: 2 } });
  });

  it("ends the watches that are open when it is restarted, without an error event", async () => {
    const seen: string[] = [];
    await cluster.create(ref("watched"));
    const watching = (async () => {
      for await (const event of api.watch(
        `${WIDGETS}?watch=true&fieldSelector=metadata.name%3Dwatched`,
      )) {
        seen.push(event.type);
      }
    })();
    await eventually(() => seen.length === 1);
    await cluster.restart();
    await watching.catch(() => undefined);
    expect(seen).toEqual(["ADDED"]);
  });

  it("answers nothing after a kill, and has lost nothing when it is back", async () => {
    await cluster.create(ref("before-the-kill"));
    await cluster.kill();
    await expect(api.get("/version")).rejects.toMatchObject({ code: "ECONNREFUSED" });
    await expect(cluster.get(ref("before-the-kill"))).rejects.toMatchObject({
      code: "KUBE_CONNECTION",
    });
    await cluster.restart();
    expect(await cluster.get(ref("before-the-kill"))).toBeDefined();
  });

  it("answers 410 to what is older than a compaction, as an answer and as an event", async () => {
    const old = await cluster.create(ref("compacted"));
    const version = old.metadata.resourceVersion;
    await cluster.patch(ref("compacted"), { spec: { size: 2 } });
    await cluster.compact();

    const exact = `${WIDGETS}?resourceVersion=${version}&resourceVersionMatch=Exact`;
    expect(await answerWhenReady(api, exact)).toMatchObject({
      status: 410,
      body: { kind: "Status", reason: "Expired", code: 410 },
    });
    expect(await firstEvent(api, `${WIDGETS}?watch=true&resourceVersion=${version}`)).toMatchObject(
      {
        type: "ERROR",
        object: { kind: "Status", code: 410, reason: "Expired" },
      },
    );
  });

  it("can be compacted while it is down", async () => {
    const old = await cluster.create(ref("compacted-while-down"));
    await cluster.patch(ref("compacted-while-down"), { spec: { size: 2 } });
    await cluster.kill();
    await cluster.compact();
    await expect(api.get("/version")).rejects.toMatchObject({ code: "ECONNREFUSED" });
    await cluster.restart();
    const path = `${WIDGETS}?watch=true&resourceVersion=${old.metadata.resourceVersion}`;
    expect(await firstEvent(api, path)).toMatchObject({ type: "ERROR", object: { code: 410 } });
  });
});

async function answerWhenReady(api: RawApi, path: string): Promise<RawAnswer | undefined> {
  let answer: RawAnswer | undefined;
  await eventually(async () => {
    answer = await api.get(path);
    return answer.status !== 429;
  });
  return answer;
}

/** A server that has just started refuses lists and watches with 429 until its cache is filled. */
async function firstEvent(api: RawApi, path: string): Promise<unknown> {
  let found: unknown;
  await eventually(async () => {
    try {
      for await (const event of api.watch(path)) {
        found = event;
        return true;
      }
    } catch {
      return false;
    }
    return false;
  });
  return found;
}
