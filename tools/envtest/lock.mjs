import { randomUUID } from "node:crypto";
import {
  linkSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

/** A holder says so often that it is alive… */
const HEARTBEAT_MS = 5_000;
/** …and is given up when it has been silent for so long (it may be on another machine, with the cache on a shared disk). */
const SILENCE_MS = 60_000;
const RETRY_MS = 250;

/** Runs one thing at a time among all processes that name the same lock file. A holder that crashed does not block it. */
export async function withLock(path, action) {
  const own = `${hostname()} ${String(process.pid)} ${randomUUID()}`;
  while (!take(path, own)) {
    dropAbandoned(path);
    await sleep(RETRY_MS);
  }
  const heartbeat = setInterval(() => touch(path), HEARTBEAT_MS);
  try {
    return await action();
  } finally {
    clearInterval(heartbeat);
    if (read(path) === own) rmSync(path, { force: true });
  }
}

function take(path, content) {
  try {
    writeFileSync(path, content, { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

function dropAbandoned(path) {
  const holder = read(path);
  if (holder === undefined || !isAbandoned(path, holder)) return;
  const aside = `${path}.${String(process.pid)}`;
  try {
    renameSync(path, aside);
    // Another one was faster, and what was moved is its new lock: back with it, unless a third took the free place meanwhile.
    if (read(aside) !== holder) linkSync(aside, path);
  } catch (error) {
    if (error.code !== "ENOENT" && error.code !== "EEXIST") throw error;
  }
  rmSync(aside, { force: true });
}

function isAbandoned(path, holder) {
  const [host, pid] = holder.split(" ");
  if (host === hostname() && pid !== undefined && !isAlive(Number(pid))) return true;
  try {
    return Date.now() - statSync(path).mtimeMs > SILENCE_MS;
  } catch {
    return false;
  }
}

/** Whether a process of this machine runs. */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function read(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function touch(path) {
  try {
    const now = new Date();
    utimesSync(path, now, now);
  } catch {
    // Somebody gave this holder up; it notices at the end.
  }
}
