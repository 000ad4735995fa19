import { once } from 'node:events';
import { type AddressInfo, isIP } from 'node:net';
import { createSecureContext } from 'node:tls';
import { DirectoryStore } from '@netvakt/coalition';
import { codeOf } from '../base/anonymous.ts';
import { type Action, timeIn } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { makeLog } from '../base/log.ts';
import { OperatorError } from '../base/operator-error.ts';
import { socketOf } from '../base/text.ts';
import { givenText } from './given-text.ts';
import { CoalitionHome } from './home.ts';
import { coalitionServer, SERVICE_BOUNDS } from './serve/server.ts';
import { Watched } from './serve/watched.ts';

export interface ServeOptions {
  readonly tokens: string;
  readonly listen: string;
  readonly cert?: string;
  readonly key?: string;
  readonly rate: number;
  readonly home?: string;
  readonly json?: boolean;
}

/** Milliseconds between two looks at the tokens and the policy. */
const LOOK_AGAIN = 2000;
const LOOPBACK = /^(?:127\.|::1$)/u;

/** Serves the folder until SIGTERM or SIGINT. New tokens and policies take effect without a restart. */
export const serve: Action<ServeOptions> = async (context, options) => {
  const home = await CoalitionHome.open(options.home);
  const { address, port } = addressOf(options.listen);
  const tls = await tlsOf(options, address);
  const log = makeLog({ level: 'info', format: options.json === true ? 'json' : 'auto' }, process.stderr);
  const watched = await Watched.open(home, options.tokens);
  const server = coalitionServer({
    store: new DirectoryStore(home.settings.folder),
    parties: () => watched.parties,
    tokens: () => watched.tokens,
    log,
    bounds: { ...SERVICE_BOUNDS, requests: options.rate },
    clock: () => performance.now(),
    now: () => Math.floor(timeIn(context) / 1000),
    ...(tls === undefined ? {} : { tls }),
  });
  server.listen(port, address);
  await once(server, 'listening').catch((error: unknown) => {
    throw new OperatorError('ERR_LISTEN', {
      found: `Cannot listen on ${options.listen}: ${codeOf(error) ?? 'unknown'}`,
      remedy: 'Choose an address of this machine and a free port with --listen',
    });
  });
  log.info({ at: socketOf(server.address() as AddressInfo), tls: tls !== undefined }, 'listening');
  const timer = setInterval(() => void watched.look(log), LOOK_AGAIN);
  await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
  clearInterval(timer);
  server.close();
  server.closeIdleConnections();
  setTimeout(() => server.closeAllConnections(), SERVICE_BOUNDS.headTime).unref();
  await once(server, 'close');
  return EXIT.done;
};

function addressOf(text: string): { readonly address: string; readonly port: number } {
  const [, address = '', port = ''] = /^\[?([^\]]+)\]?:(\d{1,5})$/u.exec(text) ?? [];
  if (isIP(address) !== 0 && Number(port) < 65_536) return { address, port: Number(port) };
  throw new OperatorError('ERR_COALITION', {
    found: `"${text}" is no address and port`,
    remedy: 'Write --listen as 192.0.2.1:8443 or [2001:db8::1]:8443',
  });
}

async function tlsOf({ cert, key }: ServeOptions, address: string): Promise<{ cert: string; key: string } | undefined> {
  if (cert === undefined && key === undefined && LOOPBACK.test(address)) return undefined;
  if (cert !== undefined && key !== undefined) return await pairOf(cert, key);
  throw new OperatorError('ERR_COALITION', {
    found: 'Tokens would be sent in the clear',
    remedy: 'Give --cert and --key, or listen on 127.0.0.1 behind a web server that has them',
  });
}

async function pairOf(certFile: string, keyFile: string): Promise<{ cert: string; key: string }> {
  const pair = { cert: await givenText(certFile), key: await givenText(keyFile) };
  try {
    createSecureContext(pair);
    return pair;
  } catch {
    throw new OperatorError('ERR_COALITION', {
      found: `${certFile} and ${keyFile} are no certificate with its private key`,
      remedy: 'Name both in PEM, the key without a passphrase, with --cert and --key',
    });
  }
}
