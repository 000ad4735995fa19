import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The types that a browser asks for. */
export type AskedType = 'A' | 'AAAA' | 'HTTPS';

/** `free`: the answer has the origin's address. `blocked`: the answer has none. Else what came instead. */
export type DnsOutcome = 'free' | 'blocked' | `failed: ${string}`;

/** What the origin has for each type, as `dig` writes it. */
const OF_ORIGIN: Readonly<Record<AskedType, RegExp>> = {
  A: /\sA\s+192\.0\.2\.80$/mu,
  AAAA: /\sAAAA\s+2001:db8::80$/mu,
  HTTPS: /ipv4hint=192\.0\.2\.80$/mu,
};

const run = promisify(execFile);

/** What `dig` prints for a question. @param more - options of `dig`. */
export async function dig(port: number, name: string, type: AskedType, ...more: readonly string[]): Promise<string> {
  const words = ['+time=60', '+tries=1', '+noidnin', '+noall', '+comments', '+answer', '+authority', ...more];
  const { stdout } = await run('dig', ['@127.0.0.1', '-p', String(port), ...words, name, type]).catch(() => ({
    stdout: '',
  }));
  return stdout;
}

/** Asks a resolver of this machine, and waits for the answer. */
export async function ask(
  port: number,
  name: string,
  type: AskedType,
  ...more: readonly string[]
): Promise<DnsOutcome> {
  const text = await dig(port, name, type, ...more);
  const status = /status: ([A-Z]+)/u.exec(text)?.[1] ?? 'no answer';
  if (status === 'NXDOMAIN') return 'blocked';
  if (status !== 'NOERROR') return `failed: ${status}`;
  return OF_ORIGIN[type].test(text) ? 'free' : 'blocked';
}
