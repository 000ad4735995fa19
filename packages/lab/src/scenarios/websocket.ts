import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Filter } from '../filters/filter.ts';
import { dial, pageRequest } from './client.ts';
import { until } from './process.ts';
import { type AfterServing, type Arrival, type Check, reply, type Scenario, type Stage } from './scenario.ts';

const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
/** RFC 6455 §1.3 gives this pair as its example. */
const ACCEPT: string = createHash('sha1')
  .update(KEY + GUID)
  .digest('base64');
const UPGRADE = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', `Sec-WebSocket-Key: ${KEY}`];
const GREETING = '\x81\x05hello';
/** Longer than the idle deadline of ordinary exchanges, shorter than that of a tunnel. */
const QUIET_MS = 4_500;

/** Targets that reached the origin: what a blocked handshake must not do. */
const reached: string[] = [];

function serve({ socket, target, head, rest }: Arrival): AfterServing {
  reached.push(target);
  if (!target.includes('/chat') || !/upgrade: websocket/i.test(head)) return reply(socket, `served ${target}`);
  // The first frame comes in the same segment as the 101: a reader that stops at the head must not lose it.
  const answer = `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ${ACCEPT}\r\n\r\n`;
  socket.write(answer + GREETING, 'latin1');
  if (rest.length > 0) socket.write(rest);
  socket.on('data', (bytes: Buffer) => socket.write(bytes));
  socket.on('end', () => socket.end());
  return 'taken';
}

/** A conversation in pieces: sends, and waits for what must come back. */
class Conversation {
  heard = '';
  ended = false;
  readonly #socket;

  constructor(filter: Filter) {
    this.#socket = dial(filter);
    this.#socket.on('data', (bytes: Buffer) => {
      this.heard += bytes.toString('latin1');
    });
    this.#socket.once('end', () => {
      this.ended = true;
    });
  }

  send(bytes: string | Buffer): void {
    this.#socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  }

  finish(): void {
    this.#socket.end();
  }

  async hears(ending: string): Promise<boolean> {
    return (await until(() => this.heard.endsWith(ending))) !== undefined;
  }

  close(): void {
    this.#socket.destroy();
  }
}

async function upgraded({ filter }: Stage): Promise<readonly Check[]> {
  const talk = new Conversation(filter);
  talk.send(pageRequest('/free/chat', ...UPGRADE));
  const greeted = await talk.hears(GREETING);
  const head = talk.heard.split('\r\n')[0] ?? '';
  const accepted = talk.heard.includes(ACCEPT);
  const frames = randomBytes(300_000);
  talk.send(frames);
  const echoed = await talk.hears(frames.toString('latin1'));
  // Bytes that look like a request for a blocked page are frames now.
  const request = pageRequest('/blocked/inside');
  talk.send(request);
  const opaque = await talk.hears(request);
  await sleep(QUIET_MS);
  talk.send('after a pause');
  const patient = await talk.hears('after a pause');
  talk.finish();
  const closed = (await until(() => talk.ended)) !== undefined;
  talk.close();
  return [
    { name: 'the handshake and the frame behind it pass', passed: greeted && accepted, detail: head },
    { name: 'frames pass both ways unchanged', passed: echoed, detail: `${frames.length} bytes there and back` },
    {
      name: 'frames that look like requests are frames',
      passed: opaque,
      detail: `${request.length} bytes there and back`,
    },
    { name: 'a pause longer than the idle deadline is borne', passed: patient, detail: `${QUIET_MS} ms` },
    { name: 'the end passes through', passed: closed, detail: closed ? 'in order' : 'still open' },
  ];
}

async function refusedByOrigin({ filter }: Stage): Promise<Check> {
  const talk = new Conversation(filter);
  talk.send(pageRequest('/free/ignores', ...UPGRADE));
  const served = await talk.hears('served /free/ignores');
  talk.send(pageRequest('/blocked/later'));
  const answered = await until(() => /HTTP\/1\.1 4(?:51|03) /.test(talk.heard) || talk.ended);
  talk.close();
  return {
    name: 'where the origin ignores the upgrade, the next request is judged',
    passed: served && answered !== undefined && !reached.some((target) => target.includes('/blocked/later')),
    detail: [...talk.heard.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status).join(', '),
  };
}

async function blockedHandshake({ filter }: Stage): Promise<Check> {
  const talk = new Conversation(filter);
  talk.send(pageRequest('/blocked/chat', ...UPGRADE));
  await until(() => talk.heard.includes('\r\n\r\n') || talk.ended);
  const [line = ''] = talk.heard.split('\r\n');
  talk.close();
  const untouched = !reached.some((target) => target.includes('/blocked/chat'));
  const detail = `${line || 'nothing'}; the origin ${untouched ? 'saw nothing' : 'was asked'}`;
  return {
    name: 'a blocked handshake is answered and goes no further',
    passed: untouched && line.startsWith('HTTP/1.1 4'),
    detail,
  };
}

async function early({ filter }: Stage): Promise<Check> {
  const talk = new Conversation(filter);
  talk.send(pageRequest('/free/chat', ...UPGRADE) + GREETING);
  const echoed = await talk.hears(GREETING + GREETING);
  const ended = talk.ended;
  talk.close();
  const how = echoed ? 'they passed' : ended ? 'refused' : 'neither passed nor refused';
  return {
    name: 'frames sent before the 101 pass after it, or end the connection',
    passed: echoed || ended,
    detail: how,
  };
}

async function perform(stage: Stage): Promise<readonly Check[]> {
  reached.length = 0;
  return [...(await upgraded(stage)), await refusedByOrigin(stage), await blockedHandshake(stage), await early(stage)];
}

/** WebSocket through the explicit proxy: an upgrade of a plain request, tunnelled only after the origin's 101. */
export const websocket: Scenario = {
  name: 'websocket',
  why: 'a WebSocket passes after the origin’s 101 and only then; until then every request is judged',
  deadlines: { firstByte: 60, head: 120, idle: 3 },
  serve,
  perform,
};
