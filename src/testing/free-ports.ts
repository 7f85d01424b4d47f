import { once } from "node:events";
import { createServer } from "node:net";
import type { Server } from "node:net";

import { InvariantError } from "../support/errors.js";

const LOOPBACK = "127.0.0.1";

/**
 * Ports on loopback that nobody listens on at this moment, all different. Somebody may take one before it is used:
 * whoever starts a server on it must be ready to try again.
 */
export async function freePorts(count: number): Promise<number[]> {
  const servers: Server[] = [];
  try {
    // Held together, so that the system cannot give the same one twice.
    for (let index = 0; index < count; index++) servers.push(createServer().listen(0, LOOPBACK));
    await Promise.all(servers.map(async (server) => once(server, "listening")));
    return servers.map(portOf);
  } finally {
    await Promise.all(servers.map(close));
  }
}

function portOf(server: Server): number {
  const address = server.address();
  if (typeof address !== "object" || address === null)
    throw new InvariantError("A listening server has no port.");
  return address.port;
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
