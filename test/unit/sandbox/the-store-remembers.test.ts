import { describe, expect, it } from "@jest/globals";

import { draftOf } from "../../../src/sandbox/api/object.js";
import { KindStorage } from "../../../src/sandbox/storage/kind-storage.js";
import { Revisions } from "../../../src/sandbox/storage/revisions.js";
import { FakeClock } from "./fake-clock.js";

const thing = (name: string, value = 0) =>
  draftOf({ apiVersion: "v1", kind: "Thing", metadata: { name, uid: name }, value });

const started = () => {
  const clock = new FakeClock();
  const revisions = new Revisions();
  return { clock, revisions, storage: new KindStorage(revisions, clock) };
};

const keys = (storage: { from: KindStorage["from"] }, prefix = "", start = ""): string[] =>
  [...storage.from(prefix, start)].map(([key]) => key);

describe("the storage of a kind", () => {
  it("keeps objects in order of their keys, below a prefix, from a key on", () => {
    const { storage } = started();
    for (const key of ["b/2", "a/1", "a-x/1", "b/1"]) storage.put(key, thing(key));
    expect(keys(storage)).toEqual(["a-x/1", "a/1", "b/1", "b/2"]);
    expect(keys(storage, "b/")).toEqual(["b/1", "b/2"]);
    expect(keys(storage, "b/", "b/1\0")).toEqual(["b/2"]);
  });

  it("gives every write a higher revision, deletions too", () => {
    const { storage, revisions } = started();
    const first = storage.put("a", thing("a"));
    const second = storage.put("a", thing("a", 1));
    expect(Number(second.metadata.resourceVersion)).toBe(
      Number(first.metadata.resourceVersion) + 1,
    );
    storage.remove("a");
    expect(revisions.current).toBe(Number(second.metadata.resourceVersion) + 1);
  });

  it("freezes what it keeps", () => {
    const { storage } = started();
    const object = storage.put("a", thing("a"));
    expect(Object.isFrozen(object.metadata)).toBe(true);
  });

  it("tells of additions, changes and deletions with what was before", () => {
    const { storage } = started();
    const seen: string[] = [];
    storage.listen(({ type, object, previous }) =>
      seen.push(
        `${type} ${object.metadata.resourceVersion} ${previous?.metadata.resourceVersion ?? "-"}`,
      ),
    );
    storage.put("a", thing("a"));
    storage.put("a", thing("a", 1));
    storage.remove("a");
    storage.remove("a");
    expect(seen).toEqual(["ADDED 1001 -", "MODIFIED 1002 1001", "DELETED 1003 1002"]);
  });

  it("shows how things were at an earlier revision", () => {
    const { storage } = started();
    storage.put("a", thing("a"));
    storage.put("b", thing("b"));
    storage.put("a", thing("a", 1));
    storage.remove("b");
    storage.put("c", thing("c"));
    expect(keys(storage.at(1002))).toEqual(["a", "b"]);
    const [[, before] = []] = [...storage.at(1002).from("a")];
    expect(before?.["value"]).toBe(0);
    expect(keys(storage.at(1005))).toEqual(["a", "c"]);
  });

  it("keeps a hundred events however old, and all of the last 75 seconds", () => {
    const { storage, clock } = started();
    for (let index = 0; index < 300; index += 1) storage.put("a", thing("a", index));
    expect(storage.log.floor).toBe(1000);
    clock.advance(80_000);
    storage.put("a", thing("a"));
    expect(storage.log.floor).toBe(1201);
    expect(storage.log.after(1201)).toHaveLength(100);
  });

  it("forgets everything when it is compacted", () => {
    const { storage } = started();
    storage.put("a", thing("a"));
    storage.log.compact(1001);
    expect(storage.log.floor).toBe(1001);
    expect(storage.log.after(0)).toEqual([]);
  });

  it("tells once that the kind is gone", () => {
    const { storage } = started();
    let told = 0;
    storage.onClose(() => (told += 1));
    storage.close();
    storage.close();
    expect(told).toBe(1);
  });
});
