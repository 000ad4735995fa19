import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below 32768, from where the kernel takes the ports of outgoing connections: nobody else takes one before its program listens. */
const FIRST = 10_000;
const COUNT = 20_000;

/** Test files run in parallel: each worker of jest begins somewhere else. */
let offset = (process.pid * 97) % COUNT;

/**
 * A port of loopback that nobody listens on, for programs that cannot report which one the kernel chose. No other test of this machine
 * is given it while this process lives: its program may not listen yet.
 */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < COUNT; tried += 1) {
    offset = (offset + 1) % COUNT;
    const port = FIRST + offset;
    if ((await isOurs(port)) && (await isFree(port))) return port;
  }
  throw new Error(`No port from ${FIRST} to ${FIRST + COUNT - 1} is free`);
}

/** Such ports, each another. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) ports.push(await freePort());
  return ports;
}

/** By the name of a socket, which the kernel gives to one process at a time and takes back at its end. Only Linux has such names. */
async function isOurs(port: number): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const server = createServer().unref();
  try {
    await once(server.listen(`\0netvakt-test-port-${port}`), 'listening');
    return true;
  } catch {
    return false;
  }
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
