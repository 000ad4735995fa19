/**
 * Connects on command. `{ address, port }` is answered by the bytes of the other end, or by the error. `{ storm }` connects
 * there over and over, `width` at a time, until `{ stop }`, which is answered by the counts.
 */
import { connect } from 'node:net';
import { WAIT } from '@netvakt/testing';
import { listen, notify } from './talk.ts';

interface Target {
  readonly address: string;
  readonly port: number;
  /** After so long without a byte it gives up. */
  readonly patienceMs?: number;
}

/** All that is read until the end, or the code of the error. */
function visit({ address, port, patienceMs = WAIT }: Target): Promise<string | { readonly error: string }> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(port, address);
    socket.setTimeout(patienceMs, () => socket.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })));
    socket.on('data', (chunk) => {
      text += chunk.toString();
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve({ error: error.code ?? 'unknown' }));
    socket.once('close', () => resolve(text === '' ? { error: 'empty' } : text));
  });
}

async function ask(target: Target): Promise<void> {
  const answer = await visit(target);
  notify(typeof answer === 'string' ? (JSON.parse(answer) as Record<string, unknown>) : answer);
}

const weather = { stormy: false, answered: 0, errors: [] as string[] };

async function storm(target: Target): Promise<void> {
  while (weather.stormy) {
    const answer = await visit(target);
    if (typeof answer === 'string') weather.answered += 1;
    else weather.errors.push(answer.error);
  }
}

let lanes: Promise<void[]> = Promise.resolve([]);

listen((message) => {
  if ('storm' in message) {
    const { storm: target, width } = message as unknown as { storm: Target; width: number };
    weather.stormy = true;
    lanes = Promise.all(Array.from({ length: width }, () => storm(target)));
  } else if ('count' in message) {
    notify({ answered: weather.answered });
  } else if ('stop' in message) {
    weather.stormy = false;
    void lanes.then(() => notify({ answered: weather.answered, errors: weather.errors }));
  } else {
    void ask(message as unknown as Target);
  }
});
notify({ ready: true });
