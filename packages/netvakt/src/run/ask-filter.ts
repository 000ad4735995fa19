import { request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import { askAdmin, signalAfter, takeBody } from '../base/ask-admin.ts';
import { adminSocket } from '../config/admin-socket.ts';
import type { Config } from '../config/config.ts';
import { readAdminFiles } from './admin-files.ts';

/** Milliseconds for one answer. The administration runs on a thread that carries no traffic. */
const PATIENCE = 5000;

/** Asks for one page; resolves with its body, or `undefined` if nothing answers. */
export type AskFilter = (path: string) => Promise<string | undefined>;

/**
 * Returns how to ask the filter with this configuration: on its socket for local tools, or else on its administration port. A question
 * rejects with a `ConfigError` if the port is asked and a file of `admin` cannot be read.
 */
export function askFilter(config: Config): AskFilter {
  let port: Promise<AskFilter> | undefined;
  return async (path) => {
    const socket = adminSocket(config);
    const reply = socket === undefined ? undefined : await askAdmin(socket, path, PATIENCE);
    if (reply !== undefined) return reply.body;
    port ??= askPort(config);
    return (await port)(path);
  };
}

async function askPort({ fixed: { admin }, file }: Config): Promise<AskFilter> {
  const { tls } = await readAdminFiles({ ...admin, tokenFile: undefined }, file);
  const host = HOSTS[admin.address] ?? admin.address;
  const where = (): object => ({ host, port: admin.port, signal: signalAfter(PATIENCE), agent: false });
  // Its own certificate is the one to trust, whatever names are in it.
  const secure = tls && { ca: tls.cert, checkServerIdentity: () => undefined };
  return async (path) =>
    (
      await takeBody(
        secure === undefined ? requestPlain({ ...where(), path }) : requestTls({ ...where(), ...secure, path }),
      )
    )?.body;
}

/** Addresses to listen on that nobody can connect to. */
const HOSTS: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };
