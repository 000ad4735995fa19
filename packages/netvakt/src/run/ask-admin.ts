import { request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import type { Config } from '../config/config.ts';
import { readAdminFiles } from './admin-files.ts';

/** Milliseconds for one answer. The administration runs on a thread that carries no traffic. */
const PATIENCE = 5000;
const MOST_BYTES = 64 * 1024;

/**
 * Returns how to ask the administration port of a filter with this configuration, over HTTP or HTTPS. What is returned resolves with
 * the body, or `undefined` if nothing answers. Throws a `ConfigError` if a file of `admin` cannot be read.
 */
export async function askAdmin({
  fixed: { admin },
  file,
}: Config): Promise<(path: string) => Promise<string | undefined>> {
  const { tls } = await readAdminFiles({ ...admin, tokenFile: undefined }, file);
  const host = HOSTS[admin.address] ?? admin.address;
  const where = { host, port: admin.port, timeout: PATIENCE, agent: false };
  // Its own certificate is the one to trust, whatever names are in it.
  const secure = tls && { ...where, ca: tls.cert, checkServerIdentity: () => undefined };
  return (path) =>
    new Promise((resolve) => {
      const asked = secure === undefined ? requestPlain({ ...where, path }) : requestTls({ ...secure, path });
      asked.once('error', () => resolve(undefined));
      asked.once('timeout', () => asked.destroy(new Error('timeout')));
      asked.once('response', (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (text: string) => {
          body += text;
          if (body.length > MOST_BYTES) asked.destroy(new Error('too long'));
        });
        response.once('end', () => resolve(body));
        response.once('error', () => resolve(undefined));
      });
      asked.end();
    });
}

/** Addresses to listen on that nobody can connect to. */
const HOSTS: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };
