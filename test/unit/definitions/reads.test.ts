import { describe, expect, it } from "@jest/globals";
import {
  Annotations,
  Body,
  EventType,
  injectable,
  KubeClient,
  Labels,
  Logger,
  Memo,
  Meta,
  Name,
  Namespace,
  OnEvent,
  Operator,
  OperatorSettings,
  Param,
  Patch,
  PRESENT,
  RawEvent,
  Resource,
  ResourceEvent,
  ResourceScoped,
  Retry,
  Spec,
  Status,
  Timer,
  Uid,
} from "kephale";

import { EngineBench } from "../../support/engine-bench.js";
import { handlersOf } from "../../support/compile.js";

@injectable()
class Service {}

@ResourceScoped()
class Scoped {}

@Operator()
class Reading {
  @OnEvent("a", { id: "nothing" })
  nothing(
    _memo: Memo,
    _logger: Logger,
    _kube: KubeClient,
    _settings: OperatorSettings,
    _signal: AbortSignal,
    _service: Service,
    _scoped: Scoped,
    _patch: Patch,
  ): void {}

  @OnEvent("a", { id: "nothing of names" })
  names(
    @Name() _name: string,
    @Namespace() _namespace: string,
    @Uid() _uid: string,
    @Resource() _resource: object,
    @EventType() _type: string,
    @Param() _param: unknown,
    @Retry() _retry: number,
  ): void {}

  @OnEvent("a", { id: "metadata" })
  labels(@Labels() _labels: object): void {}

  @OnEvent("a", { id: "metadata of annotations" })
  annotations(@Annotations("x") _annotation: string): void {}

  @OnEvent("a", { id: "metadata of meta" })
  meta(@Meta("generation") _generation: number): void {}

  @OnEvent("a", { id: "metadata by labels", labels: { a: "b", c: PRESENT } })
  byLabels(): void {}

  @OnEvent("a", { id: "metadata by annotations", annotations: { a: "b" } })
  byAnnotations(): void {}

  @OnEvent("a", { id: "metadata by field", field: "metadata.generation", value: 2 })
  byField(): void {}

  @OnEvent("a", { id: "body" })
  body(@Body("apiVersion") _version: string): void {}

  @OnEvent("a", { id: "body of spec" })
  spec(@Spec("x") _x: unknown): void {}

  @OnEvent("a", { id: "body of status" })
  status(@Status() _status: object): void {}

  @OnEvent("a", { id: "body of event" })
  raw(@RawEvent() _event: object): void {}

  @OnEvent("a", { id: "body of context" })
  context(_event: ResourceEvent): void {}

  @OnEvent("a", { id: "body by when", when: () => true })
  byWhen(): void {}

  @OnEvent("a", { id: "body by label predicate", labels: { a: () => true } })
  byLabelPredicate(): void {}

  @OnEvent("a", {
    id: "body by annotation predicate",
    labels: { a: "b" },
    annotations: { a: () => true },
  })
  byAnnotationPredicate(): void {}

  @OnEvent("a", { id: "body by field", field: "spec.x" })
  bySpec(): void {}

  @OnEvent("a", { id: "body by field predicate", field: "metadata.generation", value: () => true })
  byFieldPredicate(): void {}

  @Timer("a", { id: "nothing by interval", interval: 1 })
  tick(_memo: Memo, _logger: Logger): void {}

  @Timer("a", { id: "body by idle", interval: 1, idle: 1 })
  idle(): void {}
}

describe("what a handler reads of an object", () => {
  it.each(handlersOf(Reading).map((handler) => [handler.id, handler] as const))(
    "is %s",
    (id, handler) => {
      expect(handler.reads).toBe(id.split(" ")[0]);
    },
  );
});

/** What is asked of the server for the kind of an operator. */
const viewOf = (operator: unknown, metadataOnly = true): string =>
  new EngineBench(operator, { settings: { watching: { metadataOnly } } }).stream.feed.plan.view;

describe("a kind", () => {
  class Counting {
    @OnEvent("a")
    count(_memo: Memo, @Labels() _labels: object): void {}

    @Timer("a", { interval: 10 })
    tick(_memo: Memo): void {}
  }

  it("is watched by its metadata where nothing reads more", () => {
    expect(viewOf(Counting)).toBe("metadata");
  });

  it("is watched in full where the settings say so", () => {
    expect(viewOf(Counting, false)).toBe("full");
  });

  it("is watched in full as soon as one handler reads more", () => {
    class WithSpec extends Counting {
      @OnEvent("a", { id: "more" })
      more(@Spec() _spec: object): void {}
    }
    class WithIdle extends Counting {
      @Timer("a", { idle: 10 })
      idle(): void {}
    }
    class WithWhen extends Counting {
      @Timer("a", { interval: 10, when: () => true })
      filtered(): void {}
    }
    expect([WithSpec, WithIdle, WithWhen].map((operator) => viewOf(operator))).toEqual([
      "full",
      "full",
      "full",
    ]);
  });

  it("keeps of its objects between events only what timers read", () => {
    class Keeping extends Counting {
      @Timer("a", { interval: 10 })
      more(@Labels("x") _x: string): void {}
    }
    const keeps = (operator: unknown): string => new EngineBench(operator).stream.feed.plan.keeps;
    expect([keeps(Counting), keeps(Keeping)]).toEqual(["nothing", "metadata"]);
  });
});
