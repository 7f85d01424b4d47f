import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The package's folder, seen from where tests are compiled to. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../..");

/** A folder of files made for one test. */
export class PlantedTree {
  readonly folder = mkdtempSync(path.join(tmpdir(), "kephale-planted-"));

  write(file: string, text: string): void {
    const target = path.join(this.folder, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  }

  /** A package with one value, so that imports of it resolve without an installation. */
  writePackage(name: string): void {
    const manifest = { name, version: "1.0.0", type: "module", exports: "./index.js" };
    this.write(`node_modules/${name}/package.json`, JSON.stringify(manifest));
    this.write(`node_modules/${name}/index.js`, "export const thing = 1;\n");
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Makes sure that a private tool package is there; `npm run check` does the same. */
export function installTool(folder: string): void {
  const { status, stderr } = spawnSync(
    "node",
    [path.join(ROOT, "scripts/install-tools.mjs"), folder],
    {
      encoding: "utf8",
    },
  );
  if (status !== 0) throw new Error(`${folder} could not be installed:\n${stderr}`);
}

/** Runs a tool that prints JSON and returns what it printed. */
export function runForJson(
  command: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = process.env,
): unknown {
  const { stdout, stderr } = spawnSync(process.execPath, command, {
    cwd,
    env,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  try {
    return JSON.parse(stdout);
  } catch (error) {
    throw new Error(`${command.join(" ")} printed no JSON:\n${stdout}${stderr}`, { cause: error });
  }
}
