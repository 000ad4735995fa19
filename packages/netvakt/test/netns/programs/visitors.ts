/**
 * Visitors of the web, on the machine of a client. All that they want is the target of the argument, over and over.
 *
 *   { hold: n }    n connections, one after the other, each with one answer on it and then kept: { held, failed }
 *   { again }      asks once more on each of those: { held, failed }
 *   { release }    ends those: { released }
 *   { visit: n }   n visitors, each on a new connection whenever the last answer is whole; no answer to this
 *   { count }      { answered, errors } of the visits so far
 *   { stop }       the same, once each visitor has its last answer
 */
import { Agent, get, type IncomingMessage } from 'node:http';
import { WAIT } from '@netvakt/testing';
import { argument, listen, notify } from '../../../../proxy/test/netns/programs/talk.ts';

/** Whom to connect to, and what to ask for there. */
export interface Target {
  readonly host: string;
  readonly port: number;
  /** One of these for each visitor in turn. */
  readonly paths: readonly string[];
}

const { host, port, paths } = argument() as Target;
let keeping: Agent[] = [];

/** Resolves with the length of the whole body; rejects if there is none, or not all of it. */
function visit(path: string, agent?: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { host: 'free.test', ...(agent === undefined ? { connection: 'close' } : {}) };
    const request = get({ host, port, path, agent: agent ?? false, headers, timeout: WAIT }, (response) => {
      read(response).then(resolve, reject);
    });
    request.once('timeout', () => request.destroy(new Error('no answer')));
    request.once('error', reject);
  });
}

async function read(response: IncomingMessage): Promise<number> {
  let length = 0;
  for await (const chunk of response) length += (chunk as Buffer).length;
  if (response.statusCode !== 200) throw new Error(`status ${response.statusCode}`);
  return length;
}

async function askOn(agents: readonly Agent[]): Promise<void> {
  let held = 0;
  for (const agent of agents) {
    held += await visit(paths[0] ?? '/', agent).then(
      () => 1,
      () => 0,
    );
  }
  notify({ held, failed: agents.length - held });
}

const visits = { on: false, answered: 0, errors: [] as string[] };

async function keepVisiting(path: string): Promise<void> {
  while (visits.on) {
    await visit(path).then(
      () => (visits.answered += 1),
      (error: Error) => visits.errors.push(`${path}: ${error.message}`),
    );
  }
}

let visitors: Promise<unknown> = Promise.resolve();

listen((message) => {
  const { answered, errors } = visits;
  if ('hold' in message) {
    const agents = Array.from({ length: Number(message['hold']) }, () => new Agent({ keepAlive: true, maxSockets: 1 }));
    keeping.push(...agents);
    void askOn(agents);
  } else if ('again' in message) {
    void askOn(keeping);
  } else if ('release' in message) {
    for (const agent of keeping) agent.destroy();
    keeping = [];
    notify({ released: true });
  } else if ('visit' in message) {
    visits.on = true;
    const lanes = Array.from({ length: Number(message['visit']) }, (_, i) => paths[i % paths.length] ?? '/');
    visitors = Promise.all(lanes.map(keepVisiting));
  } else if ('count' in message) {
    notify({ answered, errors });
  } else {
    visits.on = false;
    void visitors.then(() => notify({ answered: visits.answered, errors }));
  }
});
notify({ ready: true });
