/**
 * Subscribers: so many at a time, each one request a connection, over both families in turn. Writes one JSON line a request.
 * Arguments: how many at a time, then the visits as JSON. Ends with its standard input, when the last request has ended.
 */
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

interface Visit {
  readonly what: 'listed' | 'later' | 'free' | 'slow' | 'aside';
  readonly host: string;
  readonly path: string;
  /** Over TLS, to port 443. */
  readonly secure?: boolean;
  readonly addresses: readonly string[];
}

type Outcome = 'passed' | 'blocked' | 'refused' | 'reset' | 'truncated' | 'timeout';

const [, , many = '1', text = '[]'] = process.argv;
const visits = JSON.parse(text) as readonly Visit[];
/** The slow answer takes two seconds; what takes longer than this is not coming. */
const PATIENCE = 10_000;
const SLOW = 3;
/** Some eighty requests a second in all: what is shown is who is lost, not how much two nodes bear. */
const PAUSE = 100;
const ended = new AbortController();

/** What OpenSSL makes of the alert access_denied (RFC 8446 §6.2): how a filter ends a handshake. */
const DENIED = 'ERR_SSL_TLSV1_ALERT_ACCESS_DENIED';

function open(host: string, address: string, secure: boolean): Socket {
  if (!secure) return connect({ host: address, port: 80 });
  return connectTls({ host: address, port: 443, servername: host, rejectUnauthorized: false });
}

function ask({ host, path, addresses, secure = false }: Visit, turn: number): Promise<Outcome> {
  return new Promise((resolve) => {
    const socket = open(host, addresses[turn % addresses.length] ?? '', secure);
    let answer = '';
    let connected = false;
    let overdue: NodeJS.Immediate | undefined;
    const end = (outcome: Outcome): void => {
      clearTimeout(timer);
      clearImmediate(overdue);
      socket.destroy();
      resolve(outcome);
    };
    // A process that stood still runs its timers first: what came meanwhile is read later in the same turn.
    const timer = setTimeout(() => (overdue = setImmediate(() => end('timeout'))), PATIENCE);
    socket.on('error', ({ code }: NodeJS.ErrnoException) => {
      if (code === DENIED) end('blocked');
      else end(connected || code === 'ECONNRESET' ? 'reset' : 'refused');
    });
    socket.on(secure ? 'secureConnect' : 'connect', () => {
      connected = true;
      socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    });
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')));
    socket.on('end', () => end(outcomeOf(answer, socket)));
  });
}

function outcomeOf(answer: string, { bytesRead }: Socket): Outcome {
  const head = answer.indexOf('\r\n\r\n');
  const length = /^content-length: (\d+)/imu.exec(answer)?.[1];
  if (head < 0 || length === undefined || bytesRead < head + 4 + Number(length)) return 'truncated';
  return answer.startsWith('HTTP/1.1 200 ') ? 'passed' : 'blocked';
}

/** Some only wait for the slow answer: if all did in turn, all would soon wait at the same time. */
async function subscriber(number: number): Promise<void> {
  const own = visits.filter(({ what }) => (what === 'slow') === number < SLOW);
  let turn = number;
  while (!ended.signal.aborted) {
    const visit = own[turn % own.length];
    if (visit === undefined) return;
    const begun = Date.now();
    const outcome = await ask(visit, number + Math.floor(turn / own.length));
    turn += 1;
    process.stdout.write(
      `${JSON.stringify({ who: number, at: begun, took: Date.now() - begun, what: visit.what, outcome })}\n`,
    );
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

process.stdin.on('close', () => ended.abort()).resume();
await Promise.all(Array.from({ length: Number(many) }, (_, number) => subscriber(number)));
