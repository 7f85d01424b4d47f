import { execFile, execFileSync } from "node:child_process";

/** What a command of kubectl did. */
export interface KubectlResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The version of a kubectl. */
export function kubectlVersion(program: string): string {
  const output: unknown = JSON.parse(
    execFileSync(program, ["version", "--client", "-o", "json"], { encoding: "utf8" }),
  );
  return /"gitVersion":"([^"]*)"/.exec(JSON.stringify(output))?.[1] ?? "";
}

/** An unmodified kubectl on one cluster. */
export class Kubectl {
  readonly #program: string;
  readonly #environment: NodeJS.ProcessEnv;

  /**
   * @param home - A folder of its own: kubectl keeps what it has discovered there.
   */
  constructor(program: string, kubeConfigFile: string, home: string) {
    this.#program = program;
    this.#environment = { PATH: process.env["PATH"], HOME: home, KUBECONFIG: kubeConfigFile };
  }

  /** Runs a command to its end. */
  async run(args: readonly string[], input = ""): Promise<KubectlResult> {
    return new Promise((resolve) => {
      const options = { env: this.#environment, timeout: 60_000 };
      const child = execFile(this.#program, [...args], options, (error, stdout, stderr) => {
        const exitCode = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
        resolve({ exitCode, stdout, stderr });
      });
      child.stdin?.end(input);
    });
  }
}
