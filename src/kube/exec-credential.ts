import type { Clock } from "../support/clock.js";
import { isOperatorError, messageOf } from "../support/errors.js";
import type { ConfigEnvironment } from "./config-environment.js";
import { loginFailed } from "./config-errors.js";
import type { Credential } from "./credential.js";
import { readExecAnswer } from "./exec-answer.js";
import type { ExecAnswer } from "./exec-answer.js";
import { execPluginOf } from "./exec-plugin.js";
import type { ExecPlugin } from "./exec-plugin.js";
import { impersonationHeaders } from "./impersonation.js";
import { clusterReach } from "./kubeconfig-credential.js";
import type { KubeconfigEntry, KubeconfigSelection } from "./kubeconfig-file.js";
import { codeOf } from "./map-errors.js";
import { checkTls } from "./pem.js";

/** The credential of a user whose token or certificate comes from a program (docs/decisions/0012). */
export async function execCredential(
  selection: KubeconfigSelection & { readonly user: KubeconfigEntry },
  environment: ConfigEnvironment,
): Promise<Credential> {
  const { user, namespace, source } = selection;
  const reach = await clusterReach(selection, environment);
  const plugin = execPluginOf(selection, reach);
  const what = `The login of user ${user.name} in ${source.replace(/^The/, "the")}`;
  const answers = new Answers(async () => answerFrom(plugin, what, environment), environment.clock);
  const { certificate, expiresAtMs } = await answers.get();
  const impersonation = impersonationHeaders(user.fields);
  return {
    ...reach,
    tls: checkTls({ ...reach.tls, ...certificate }, source),
    namespace,
    priority: 0,
    // A certificate is the connection's: the next one needs a new login.
    expiresAtMs: certificate === undefined ? undefined : expiresAtMs,
    headers: async () => ({ ...(await answers.get()).headers, ...impersonation }),
  };
}

/** The plugin's last answer, until it expires; whoever asks then shares one run. */
class Answers {
  readonly #ask: () => Promise<ExecAnswer>;
  readonly #clock: Clock;
  #last: ExecAnswer | undefined;
  #asking: Promise<ExecAnswer> | undefined;

  constructor(ask: () => Promise<ExecAnswer>, clock: Clock) {
    this.#ask = ask;
    this.#clock = clock;
  }

  async get(): Promise<ExecAnswer> {
    const last = this.#last;
    if (last !== undefined && (last.expiresAtMs ?? Infinity) > this.#clock.now()) return last;
    this.#asking ??= this.#renew().finally(() => (this.#asking = undefined));
    return this.#asking;
  }

  async #renew(): Promise<ExecAnswer> {
    this.#last = await this.#ask();
    return this.#last;
  }
}

async function answerFrom(
  plugin: ExecPlugin,
  what: string,
  environment: ConfigEnvironment,
): Promise<ExecAnswer> {
  try {
    return readExecAnswer(await plugin.run(environment));
  } catch (error) {
    if (isOperatorError(error)) throw error;
    if (codeOf(error) !== "ENOENT")
      throw loginFailed(what, { problem: messageOf(error), cause: error });
    const { command, installHint = "Install it, or correct the kubeconfig." } = plugin;
    const problem = `there is no program ${command}`;
    throw loginFailed(what, { problem, remedy: installHint, cause: error });
  }
}
