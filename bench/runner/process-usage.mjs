import { readFileSync, writeFileSync } from "node:fs";

/** The kernel's unit of CPU time in /proc: fixed to 1/100 s for user space on Linux. */
const TICKS_PER_SECOND = 100;

/** User and system time of a process so far, in seconds, all its threads and the ones that ended. */
export function cpuSeconds(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  // The name stands in parentheses and may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** Resident memory now and at its highest since the start or the last reset, in MB. */
export function memory(pid) {
  const status = readFileSync(`/proc/${pid}/status`, "latin1");
  const read = (name) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) / 1024;
  return { rssMb: read("VmRSS"), peakMb: read("VmHWM") };
}

/** Starts the peak anew. */
export function resetPeak(pid) {
  writeFileSync(`/proc/${pid}/clear_refs`, "5");
}
