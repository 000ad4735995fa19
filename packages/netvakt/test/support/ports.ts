import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below 32768, from where the kernel takes the ports of outgoing connections: nobody else takes one before its program listens. */
const FIRST = 10_000;
const COUNT = 20_000;

/** Test files run in parallel: each worker of jest begins somewhere else. */
let offset = (process.pid * 97) % COUNT;

/** A port of loopback that nobody listens on, for programs that cannot report which one the kernel chose. */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < COUNT; tried += 1) {
    offset = (offset + 1) % COUNT;
    if (await isFree(FIRST + offset)) return FIRST + offset;
  }
  throw new Error(`No port from ${FIRST} to ${FIRST + COUNT - 1} is free`);
}

/** Such ports, each another. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) ports.push(await freePort());
  return ports;
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
