import { readFile } from "node:fs/promises";

import { type ClusterAccess, Memo, OnEvent, OnLogin } from "kephale";

export class AccessMemo extends Memo {
  constructor(
    readonly server: string,
    readonly tokenFile: string,
  ) {
    super();
  }
}

export class LoggingIn {
  @OnLogin({ retries: 3, backoff: "1s" })
  async login(memo: AccessMemo): Promise<ClusterAccess> {
    return { server: memo.server, token: (await readFile(memo.tokenFile, "utf8")).trim() };
  }

  @OnEvent("KopfExample")
  seen(): void {}
}
