import { readdirSync, readFileSync, writeFileSync } from "node:fs";

/** The kernel's unit of CPU time in /proc: fixed to 1/100 s for user space on Linux. */
const TICKS_PER_SECOND = 100;

/** User and system time of a process so far, in seconds, all its threads and the ones that ended. */
export function cpuSeconds(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  // The name stands in parentheses and may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/**
 * Seconds that the threads of a process have run or waited for a core. Unlike CPU time it grows on a busy machine too while there
 * is work to do. Threads that ended are not in it.
 */
export function busySeconds(pid) {
  let nanoseconds = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const [running, waiting] = readSchedule(`/proc/${pid}/task/${thread}/schedstat`);
    nanoseconds += running + waiting;
  }
  return nanoseconds / 1e9;
}

function readSchedule(path) {
  try {
    return readFileSync(path, "latin1").split(" ").map(Number);
  } catch {
    // The thread ended between the two reads.
    return [0, 0];
  }
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
