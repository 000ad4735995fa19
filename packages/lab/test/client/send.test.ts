/** The client of the laboratory against filters whose pauses are known: a pause is no verdict while something is owed. */
import { createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from '@jest/globals';
import { bytesOf, CORPUS, type Payload } from '@netvakt/selftest';
import { converse } from '../../src/client/send.ts';
import { judgeConnection } from '../../src/payloads/judge/connection.ts';
import { isSettled, judgeRun } from '../../src/payloads/judge/run.ts';

const RUN = 'st00000000000000';
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';
/** More than twice what ends a conversation in which nothing is owed. */
const PAUSE_MS = 600;

const closing: (() => void)[] = [];
afterAll(() => {
  for (const close of closing) close();
});

/** What a stand-in for a filter does once a client's first bytes have come. */
type Manner = (client: Socket) => unknown;

async function listen(manner: Manner): Promise<number> {
  const clients: Socket[] = [];
  const server = createServer({ noDelay: true }, (client) => {
    clients.push(client);
    client.on('error', () => client.destroy());
    client.resume().once('data', () => manner(client));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    for (const client of clients) client.destroy();
    server.close();
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function payload(name: string): Payload {
  const found = CORPUS.find((one) => one.name === name);
  if (found === undefined) throw new Error(`No payload is called ${name}`);
  return found;
}

const twenty: Manner = async (client) => {
  client.write(OK);
  await sleep(PAUSE_MS);
  client.write(OK.repeat(19));
};

const answerThenReset: Manner = async (client) => {
  client.write(OK);
  await sleep(PAUSE_MS);
  client.resetAndDestroy();
};

const answerThenRefuse: Manner = async (client) => {
  client.write(OK);
  await sleep(PAUSE_MS);
  client.write('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
};

const answerOnly: Manner = (client) => client.write(OK);

test.each<{ story: string; name: string; manner: Manner; fault: string | undefined }>([
  {
    story: 'nginx answers at the head of a 100 kB trailer, and a busy filter resets only after 250 ms',
    name: 'chunk-trailer-long',
    manner: answerThenReset,
    fault: undefined,
  },
  {
    story: 'the refusal of a second request comes long after the first answer',
    name: 'pipeline-blocked-host-later',
    manner: answerThenRefuse,
    fault: undefined,
  },
  { story: 'a busy filter pauses inside a pipeline', name: 'pipeline-twenty', manner: twenty, fault: undefined },
  {
    story: 'a filter that lets a malformed body through is still found: patience is not pardon',
    name: 'chunk-trailer-long',
    manner: answerOnly,
    fault: 'let-through',
  },
])('$story', async ({ name, manner, fault }) => {
  const one = payload(name);
  const bytes = bytesOf(one, RUN);
  const heard = await converse({ host: '127.0.0.1', port: await listen(manner) }, [bytes], {
    incomplete: false,
    settled: (final) => isSettled(one, final),
    ...(fault === undefined ? {} : { owed: 2 * PAUSE_MS }), // in vain: the others get theirs, however long it takes
  });
  // As far as such a filter forwards at all: everything of a pipeline that is to be served, else the first request.
  const text = bytes.toString('latin1');
  const forwarded = one.expect === 'served' ? text : text.slice(0, text.indexOf('\r\n\r\n') + 4);
  expect(judgeRun(one, RUN, heard, [judgeConnection(forwarded, [])])?.fault).toBe(fault);
});
