import { spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { Program } from "../support/program.js";

/** The package's folder, seen from where tests are compiled to. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../..");

const TSC = path.join(ROOT, "node_modules/typescript/bin/tsc");

/** What the package asks of a project: the two decorator flags. */
const ASKED = ["--experimentalDecorators", "--emitDecoratorMetadata"];

/** The least that a program for Node.js needs, and the two decorator flags. */
const PLAIN = {
  compilerOptions: {
    target: "es2023",
    module: "nodenext",
    types: ["node"],
    strict: true,
    skipLibCheck: true,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    outDir: "out",
  },
};

/** Where a project has its tsconfig.json from: `tsc --init`, with the types of Node.js, or written by hand. */
export type Config = "init" | "plain";

/** The outcome of a program that ran to its end. */
export interface Ended {
  readonly exitCode: number | null;
  readonly output: string;
}

/** The parts of package.json that tests read. */
export interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, unknown>>;
}

export function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as Manifest;
}

/** A project with nothing but the packed package, its dependencies and a compiler: what a new user has. */
export class EmptyProject {
  readonly folder = mkdtempSync(path.join(tmpdir(), "kephale-user-"));

  /** Where the package is unpacked. */
  readonly installed = path.join(this.folder, "node_modules", "kephale");

  constructor(config: Config) {
    this.write("package.json", JSON.stringify({ name: "user", private: true, type: "module" }));
    this.#configure(config);
    this.#installPacked();
    const packages = [...Object.keys(manifestOf(this.installed).dependencies), "@types/node"];
    for (const name of packages) this.#link(name);
  }

  write(file: string, text: string): void {
    writeFileSync(path.join(this.folder, file), text);
  }

  remove(file: string): void {
    rmSync(path.join(this.folder, file));
  }

  compile(...flags: readonly string[]): Ended {
    return this.#run(TSC, "-p", ".", ...flags);
  }

  run(program: string): Ended {
    return this.#run("--enable-source-maps", path.join("out", program));
  }

  /** A program that goes on until it is told to end. */
  start(program: string): Program {
    return new Program(pathToFileURL(path.join(this.folder, "out", program)));
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #configure(config: Config): void {
    if (config === "plain") this.write("tsconfig.json", JSON.stringify(PLAIN));
    else
      must(
        process.execPath,
        [TSC, "--init", "--types", "node", "--outDir", "out", ...ASKED],
        this.folder,
      );
  }

  /** The build is up to date: it is what runs this test. */
  #installPacked(): void {
    must("npm", ["pack", "--ignore-scripts", "--pack-destination", this.folder], ROOT);
    const tarball = readdirSync(this.folder).find((file) => file.endsWith(".tgz")) ?? "";
    mkdirSync(this.installed, { recursive: true });
    must("tar", ["-xzf", tarball, "--strip-components=1", "-C", this.installed], this.folder);
  }

  /** Linked instead of downloaded: the same files, without the network. */
  #link(name: string): void {
    const target = path.join(this.folder, "node_modules", name);
    mkdirSync(path.dirname(target), { recursive: true });
    symlinkSync(path.join(ROOT, "node_modules", name), target);
  }

  #run(...args: readonly string[]): Ended {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: this.folder,
      encoding: "utf8",
      env: { ...process.env, NODE_OPTIONS: "" },
    });
    return { exitCode: status, output: stdout + stderr };
  }
}

function must(command: string, args: readonly string[], cwd: string): void {
  const { status, stderr, error } = spawnSync(command, args, { cwd, encoding: "utf8" });
  if (status !== 0)
    throw new Error(`${command} ${args.join(" ")} failed: ${error?.message ?? stderr}`);
}
