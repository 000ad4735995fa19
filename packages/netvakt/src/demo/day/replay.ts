import { connect } from 'node:net';
import type { DayEvent } from './script.ts';
import type { RequestKind } from './visits.ts';

/** What a replay acts on. */
export interface ReplayTarget {
  readonly port: number;
  /** Milliseconds of the day, read by every worker: the only clock that attempts are distinguished by. */
  readonly time: Float64Array;
  /** An hour of the day is over. */
  readonly hourEnds: () => void;
}

const HOUR = 3_600_000;
const BROWSER = 'User-Agent: Mozilla/5.0\r\nAccept-Language: sv\r\n';
const DOCUMENT = `${BROWSER}Upgrade-Insecure-Requests: 1\r\nAccept: text/html,application/xhtml+xml,*/*;q=0.8\r\n`;
const PICTURE = `${BROWSER}Accept: image/avif,image/webp,*/*;q=0.8\r\n`;

/** The fields with which each step is sent, as browsers send them to plain-http sites. */
const FIELDS: Readonly<Record<RequestKind, string>> = {
  page: DOCUMENT,
  image: PICTURE,
  favicon: PICTURE,
  prefetch: `${DOCUMENT}Purpose: prefetch\r\nSec-Purpose: prefetch\r\n`,
  program: 'Accept: */*\r\n',
  connect: BROWSER,
};

/**
 * Sends the events through the running filter, each on a connection of its own from its client's address. Time does not pass, it
 * is said: those of one moment are sent together, and the clock moves on when all of them are answered. So a day takes as long as
 * its requests take, and is the same on a slow machine. Resolves with how many were answered as blocked.
 */
export async function replay(events: readonly DayEvent[], target: ReplayTarget): Promise<number> {
  let blocked = 0;
  let hour = 0;
  for (const moment of momentsOf(events)) {
    const at = moment[0]?.at ?? 0;
    for (; hour < Math.floor(at / HOUR); hour += 1) target.hourEnds();
    target.time[0] = at;
    const answers = await Promise.all(moment.map((event) => send(event, target.port)));
    blocked += answers.filter((status) => status === 451).length;
  }
  target.hourEnds();
  return blocked;
}

/** The events of each moment together, in order. */
function* momentsOf(events: readonly DayEvent[]): Generator<readonly DayEvent[]> {
  let moment: DayEvent[] = [];
  for (const event of events) {
    if (moment[0] !== undefined && moment[0].at !== event.at) {
      yield moment;
      moment = [];
    }
    moment.push(event);
  }
  if (moment.length > 0) yield moment;
}

/** Sends one request; resolves with the status, 0 if no answer came. */
function send({ client, host, step }: DayEvent, port: number): Promise<number> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, localAddress: client });
    let answer = '';
    socket.setEncoding('latin1');
    socket.on('connect', () => socket.write(headOf(host, step), 'latin1'));
    socket.on('data', (text: string) => {
      if (answer.length < 16) answer += text.slice(0, 16);
    });
    socket.on('error', () => undefined); // 'close' follows
    socket.on('close', () => resolve(Number(answer.slice(9, 12)) || 0));
  });
}

function headOf(host: string, step: RequestKind): string {
  if (step === 'connect') return `CONNECT ${host}:443 HTTP/1.1\r\nHost: ${host}:443\r\n${FIELDS.connect}\r\n`;
  const path = step === 'favicon' ? '/favicon.ico' : step === 'image' ? '/picture.jpg' : '/';
  return `GET http://${host}${path} HTTP/1.1\r\nHost: ${host}\r\n${FIELDS[step]}\r\n`;
}
