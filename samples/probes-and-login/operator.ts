import { EventType, Logger, Memo, Name, OnEvent, OnLogin, OnProbe } from "kephale";

export class HealthMemo extends Memo {
  logins = 0;
  /** One set for the operator and all its objects. */
  readonly names = new Set<string>();

  constructor(readonly kubeConfigFile: string) {
    super();
  }
}

export class HealthOperator {
  /** Asked at the start, and again when the server refuses the credentials: the file is read anew each time. */
  @OnLogin()
  login(memo: HealthMemo, logger: Logger): string {
    memo.logins++;
    logger.info(`Login ${memo.logins}, with ${memo.kubeConfigFile}.`);
    return memo.kubeConfigFile;
  }

  @OnEvent("KopfExample")
  seen(memo: HealthMemo, @Name() name: string, @EventType() type: EventType): void {
    if (type === "DELETED") memo.names.delete(name);
    else memo.names.add(name);
  }

  @OnProbe()
  now(): string {
    return new Date().toISOString();
  }

  @OnProbe()
  objects(memo: HealthMemo): readonly string[] {
    return [...memo.names].toSorted();
  }

  @OnProbe({ id: "logins" })
  countLogins(memo: HealthMemo): number {
    return memo.logins;
  }
}
