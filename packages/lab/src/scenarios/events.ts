import { setTimeout as sleep } from 'node:timers/promises';
import { dial, pageRequest } from './client.ts';
import { until } from './process.ts';
import { type AfterServing, type Arrival, type Check, reply, type Scenario, type Stage } from './scenario.ts';

const EVENTS = 20;
/** Longer than the idle deadline between two requests: an event stream may be silent for minutes. */
const SILENCE_MS = 4_500;
/** When each event left the origin. */
const sent: number[] = [];
/** Events that have arrived. The next one leaves only then, so one that waits in the filter for company waits in vain. */
let arrived = 0;
let abandoned = 0;

function serve({ socket, target }: Arrival): AfterServing {
  if (!target.includes('/events')) return reply(socket, 'page');
  const chunked = target.includes('/chunked');
  const framing = chunked ? 'Transfer-Encoding: chunked\r\n' : '';
  socket.write(`HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n${framing}\r\n`);
  void emit((text) => socket.write(chunked ? `${text.length.toString(16)}\r\n${text}\r\n` : text), target);
  socket.once('close', () => {
    if (target.includes('/endless')) abandoned += 1;
  });
  return 'taken';
}

async function emit(write: (text: string) => boolean, target: string): Promise<void> {
  sent.length = 0;
  arrived = 0;
  const silent = target.includes('/silent');
  const count = silent ? 2 : EVENTS;
  for (let number = 0; number < count; number += 1) {
    if (silent) await sleep(SILENCE_MS);
    await until(() => arrived === number);
    sent.push(performance.now());
    write(`data: event ${number}.\n\n`);
  }
}

interface Listened {
  readonly count: number;
  /** The longest way of an event, in milliseconds. */
  readonly slowest: number;
}

async function listen({ filter }: Stage, target: string, events: number): Promise<Listened> {
  const socket = dial(filter);
  socket.write(pageRequest(target, 'Accept: text/event-stream'), 'latin1');
  let text = '';
  let slowest = 0;
  let count = 0;
  socket.on('data', (bytes: Buffer) => {
    text += bytes.toString('latin1');
    const now = performance.now();
    const complete = text.split('event ').length - 1;
    for (; count < complete; count += 1) slowest = Math.max(slowest, now - (sent[count] ?? now));
    arrived = count;
  });
  await until(() => count >= events);
  socket.destroy();
  return { count, slowest: Math.round(slowest) };
}

function stream(name: string, events: number, { count, slowest }: Listened): Check {
  return {
    name,
    passed: count === events,
    detail: `${count} of ${events} events, the slowest ${slowest} ms on its way`,
  };
}

async function perform(stage: Stage): Promise<readonly Check[]> {
  abandoned = 0;
  const chunked = await listen(stage, '/free/events/chunked', EVENTS);
  const plain = await listen(stage, '/free/events/plain/endless', EVENTS);
  // The end of a client's connection may be a half-close; the filter waits a while for more to send.
  const left = await until(() => abandoned > 0);
  const silent = await listen(stage, '/free/events/chunked/silent', 2);
  return [
    stream('chunked events pass one by one', EVENTS, chunked),
    stream('events that end with the connection pass one by one', EVENTS, plain),
    {
      name: 'a listener that leaves is told to the origin',
      passed: left !== undefined,
      detail: left === undefined ? 'the origin still sends' : `after ${left} ms`,
    },
    stream(`a silence of ${SILENCE_MS} ms is borne`, 2, silent),
  ];
}

/** Server-sent events: a response that is never complete and must never wait for more of itself. */
export const events: Scenario = {
  name: 'events',
  why: 'server-sent events pass one by one, without buffering, and through long silences',
  deadlines: { firstByte: 60, head: 120, idle: 3 },
  serve,
  perform,
};
