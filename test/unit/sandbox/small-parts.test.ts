import { describe, expect, it } from "@jest/globals";

import { compileJsonPath } from "../../../src/sandbox/crds/json-path.js";
import { jsonProblem } from "../../../src/sandbox/http/body.js";
import { negotiate } from "../../../src/sandbox/http/media-types.js";
import { readRequest } from "../../../src/sandbox/http/request-info.js";
import { duplicateKeys } from "../../../src/sandbox/json/duplicate-keys.js";
import { humanDuration } from "../../../src/sandbox/kinds/cells.js";
import { compareVersions } from "../../../src/sandbox/kinds/version-order.js";
import { decodeProtobuf } from "../../../src/sandbox/protobuf/decode.js";

describe("fields that stand twice", () => {
  it.each([
    ['{"a":1,"b":2}', []],
    ['{"a":1,"a":2}', ["a"]],
    ['{"a":{"b":[{"c":1,"c":"}"}]}}', ["a.b[0].c"]],
    ['{ "a" : "x\\"y" , "\\u0061" : 1 }', ["a"]],
    ['[{"a":1},{"a":2}]', []],
    ["12", []],
  ])("in %s are %j", (text, expected) => {
    expect(duplicateKeys(text)).toEqual(expected);
  });
});

describe("what is wrong with a JSON text", () => {
  it.each([
    ["", "unexpected end of JSON input"],
    ['{"a":', "unexpected end of JSON input"],
    ["garbage", "invalid character 'g' looking for beginning of value"],
    ["}", "invalid character '}' looking for beginning of value"],
    ["kind: X", "invalid character 'k' looking for beginning of value"],
    ['{"a":x}', "invalid character 'x' looking for beginning of value"],
    [`{"a": "${"b".repeat(99)}", "c": x}`, "invalid character 'x' looking for beginning of value"],
    ["{} x", "invalid character 'x' after top-level value"],
    ["{a: 1}", "invalid character 'a' looking for beginning of object key string"],
    ['{"a" 1}', "invalid character '1' after object key"],
    ['{"a": 1 "b"}', "invalid character '\"' after object key:value pair"],
    ["[1 2]", "invalid character '2' after array element"],
  ])("%j: %s", (text, problem) => {
    expect(jsonProblem(text)).toBe(problem);
  });
});

describe("versions", () => {
  it("are ordered as discovery orders them", () => {
    const versions = [
      "foo10",
      "v1",
      "v10",
      "v11alpha2",
      "v11beta2",
      "v12alpha1",
      "v2",
      "v3beta1",
      "foo1",
    ];
    expect(versions.toSorted(compareVersions)).toEqual([
      "v10",
      "v2",
      "v1",
      "v11beta2",
      "v3beta1",
      "v12alpha1",
      "v11alpha2",
      "foo1",
      "foo10",
    ]);
  });
});

describe("spans of time", () => {
  it.each([
    [0, "0s"],
    [119_000, "119s"],
    [120_000, "2m"],
    [185_000, "3m5s"],
    [11 * 60_000, "11m"],
    [3 * 3_600_000 + 60_000, "3h1m"],
    [30 * 3_600_000, "30h"],
    [3 * 86_400_000, "3d"],
    [3 * 86_400_000 + 3_600_000, "3d1h"],
    [400 * 86_400_000, "400d"],
    [10 * 365 * 86_400_000, "10y"],
  ])("%d ms are shown as %s", (ms, text) => {
    expect(humanDuration(ms)).toBe(text);
  });
});

describe("a path", () => {
  it.each([
    ["GET", "/api/v1/pods", { verb: "list", resource: { group: "", plural: "pods" } }],
    ["GET", "/api/v1/namespaces/a", { verb: "get", resource: { plural: "namespaces", name: "a" } }],
    [
      "GET",
      "/api/v1/namespaces/a/status",
      { verb: "get", resource: { plural: "namespaces", name: "a", subresource: "status" } },
    ],
    [
      "GET",
      "/api/v1/namespaces/a/pods?watch=1",
      { verb: "watch", resource: { namespace: "a", plural: "pods" } },
    ],
    [
      "GET",
      "/api/v1/watch/namespaces/a/pods/p",
      { verb: "watch", resource: { namespace: "a", plural: "pods", name: "p" } },
    ],
    [
      "PATCH",
      "/apis/apps/v1/namespaces/a/deployments/d/scale",
      { verb: "patch", resource: { group: "apps", subresource: "scale", name: "d" } },
    ],
    [
      "DELETE",
      "/apis/g.io/v1/things",
      { verb: "deletecollection", resource: { group: "g.io", version: "v1" } },
    ],
    [
      "GET",
      "/api/v1/namespaces/a/configmaps/with%2Fslash",
      { verb: "get", resource: { name: "with/slash" } },
    ],
  ])("%s %s", (method, path, expected) => {
    expect(readRequest(method, path)).toMatchObject(expected);
  });

  it.each(["/api", "/apis", "/apis/apps", "/apis/apps/v1", "/healthz", "/%zz"])(
    "%s names no resource",
    (path) => {
      expect(readRequest("GET", path).resource).toBeUndefined();
    },
  );
});

describe("an Accept header", () => {
  it.each([
    [undefined, { encoding: "json", as: "object" }],
    ["application/vnd.kubernetes.protobuf, application/json", { encoding: "json", as: "object" }],
    [
      "application/json;as=Table;v=v1;g=meta.k8s.io,application/json",
      { encoding: "json", as: "table" },
    ],
    [
      "application/json;as=Table;v=v9;g=meta.k8s.io,application/json",
      { encoding: "json", as: "object" },
    ],
    [
      "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io",
      { encoding: "json", as: "partial" },
    ],
    ["application/yaml", { encoding: "yaml", as: "object" }],
    ["text/html,*/*", { encoding: "json", as: "object" }],
  ])("%s is answered with %j", (header, expected) => {
    expect(negotiate(header)).toEqual(expected);
  });

  it("that asks for nothing that can be had is refused", () => {
    expect(() => negotiate("text/html")).toThrow("only the following media types are accepted");
  });
});

describe("a JSONPath of a column", () => {
  const object = {
    status: {
      conditions: [
        { type: "Ready", status: "True" },
        { type: "Done", status: "False", count: 2, last: true },
      ],
      "a.b": [1, 2],
    },
  };

  it.each([
    ['.status.conditions[?(@.type=="Ready")].status', "True"],
    [".status.conditions[0].type", "Ready"],
    [".status.a\\.b[1]", 2],
    [".status['a\\.b'][0]", 1],
    [".status['a.b'][0]", undefined],
    [".status.conditions['type']", undefined],
    [".status.conditions[*].type", "Ready"],
    [".status.conditions[-1].type", "Done"],
    [".status.conditions[1,0].type", "Done"],
    [".status.conditions[1:2].type", "Done"],
    [".status.conditions[0:3].type", undefined],
    [".status..count", 2],
    [".status.conditions[?(@.count)].type", "Done"],
    [".status.conditions[?(@.count>1)].type", "Done"],
    [".status.conditions[?(@.count<2)].type", undefined],
    ['.status.conditions[?(@.type!="Ready")].type', "Done"],
    [".status.conditions[?(@.last==true)].type", "Done"],
    [".status.conditions[?( @.type == 'Done' )].type", "Done"],
    ['.status.conditions[?(@.count=="2")].type', undefined],
    [".status.nothing.here", undefined],
  ])("%s reads %j", (path, expected) => {
    expect(compileJsonPath(path)?.(object)).toEqual(expected);
  });

  it.each(["{.status}", ".status[", ".status[?(@.a", '.status["a"]', ".status.['a']", "."])(
    "is not understood: %s",
    (path) => {
      expect(compileJsonPath(path)).toBeUndefined();
    },
  );
});

const field = (number: number, bytes: Buffer): Buffer =>
  Buffer.concat([Buffer.from([(number << 3) | 2, bytes.length]), bytes]);
const text = (number: number, value: string): Buffer => field(number, Buffer.from(value));
const enveloped = (apiVersion: string, kind: string, raw: Buffer): Buffer => {
  const type = Buffer.concat([text(1, apiVersion), text(2, kind)]);
  return Buffer.concat([Buffer.from("k8s\0"), field(1, type), field(2, raw)]);
};

describe("protobuf", () => {
  it("of a config map is decoded", () => {
    const raw = Buffer.concat([
      field(1, Buffer.concat([text(1, "a"), text(2, "")])),
      field(2, Buffer.concat([text(1, "k"), text(2, "v")])),
    ]);
    expect(decodeProtobuf(enveloped("v1", "ConfigMap", raw))).toEqual({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "a" },
      data: { k: "v" },
    });
  });

  it("of a lease keeps microseconds and a holder that is empty", () => {
    // 1 s and 5000 ns after 1970.
    const time = Buffer.from([0x08, 0x01, 0x10, 0x88, 0x27]);
    const spec = Buffer.concat([text(1, ""), Buffer.from([0x10, 15]), field(4, time)]);
    expect(
      decodeProtobuf(enveloped("coordination.k8s.io/v1", "Lease", field(2, spec))),
    ).toMatchObject({
      spec: {
        holderIdentity: "",
        leaseDurationSeconds: 15,
        renewTime: "1970-01-01T00:00:01.000005Z",
      },
    });
  });

  it.each([
    ["a kind that is not known", enveloped("v1", "Unheard", Buffer.alloc(0)), /not understood/],
    [
      "a field that is not known",
      enveloped("v1", "ConfigMap", text(15, "x")),
      /field 15 is not known/,
    ],
    ["something else", Buffer.from("hello"), /magic number/],
    ["half a message", enveloped("v1", "ConfigMap", Buffer.from([0x0a, 50, 1])), /truncated/],
  ])("with %s is refused", (_what, body, message) => {
    expect(decodeProtobuf(body)).toMatchObject({ message: expect.stringMatching(message) });
  });
});
