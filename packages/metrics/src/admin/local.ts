import { chmod, stat, unlink } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { closeServer, HTTP_OPTIONS, listenAt, serveWith } from './http-server.ts';
import type { AdminSources } from './routes.ts';

/** Who may connect is for the file system to say: owner and group. */
const MODE = 0o660;

/** A server for tools on this machine. */
export interface LocalAdminServer {
  /** Stops listening and cuts open connections. */
  close(): Promise<void>;
}

/**
 * Serves what the administration port serves on a Unix socket, for tools on this machine: without token and TLS, and out of reach of
 * whoever crowds the port. A socket that a process left behind is taken over; one that somebody listens on is `EADDRINUSE`.
 *
 * Rejects with the system's error if the socket cannot be made.
 */
export async function startLocalAdmin(path: string, sources: AdminSources): Promise<LocalAdminServer> {
  const server = createServer(HTTP_OPTIONS);
  serveWith(server, { sources, seats: { all: 64, local: 0 } });
  try {
    await listenAt(server, { path });
  } catch (error) {
    const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
    if (!isTaken || (await isAnswered(path))) throw error;
    await unlink(path);
    await listenAt(server, { path });
  }
  await chmod(path, MODE);
  return { close: () => closeServer(server) };
}

/** True also of what is no socket: nobody wants that file removed. */
async function isAnswered(path: string): Promise<boolean> {
  if (!(await stat(path)).isSocket()) return true;
  return new Promise((resolve) => {
    const socket = connect({ path });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code !== 'ECONNREFUSED'));
  });
}
