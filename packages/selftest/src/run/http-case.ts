import type { HttpCase, Targets } from '../cases/case.ts';
import { type Address, answerTime, Conversation, open } from '../client/connection.ts';
import { type Response, responsesIn } from '../client/responses.ts';
import type { Seen } from '../client/seen.ts';
import type { Evidence } from '../origin/evidence.ts';

/** After the first answer, for what else may come of a payload that hides something. */
const QUIET_MS = 150;

/** Runs one case on a connection of its own. */
export async function runHttp(one: HttpCase, to: Address, t: Targets, evidence: Evidence): Promise<Seen> {
  const talk = new Conversation(await open(to));
  try {
    const end = await converse(talk, one, t, answerTime(to));
    const received = talk.received;
    const milliseconds = performance.now() - talk.begun;
    const responses = responsesIn(received, one.head === true, talk.over !== undefined);
    return {
      sent: Buffer.concat(talk.sent),
      received,
      responses,
      end,
      milliseconds,
      patience: to.patience ?? 1,
      captures: await evidence.captures(t.token),
    };
  } finally {
    talk.close();
  }
}

async function converse(talk: Conversation, one: HttpCase, t: Targets, time: number): Promise<Seen['end']> {
  const finals = (): number => answersIn(talk, one).filter(isFinal).length;
  const awaited = one.awaits?.(t);
  const enough = Math.max(1, one.served ?? 1);
  await talk.send(cut(Buffer.from(one.bytes(t), 'latin1'), one.cut));
  if (one.later === undefined) {
    const end = await talk.until(() => finals() >= enough, time);
    return one.expect === 'shut' ? await quiet(talk, end) : end;
  }
  const first = await talk.until(() => finals() > 0, time);
  if (first !== 'answered') return first;
  await talk.send([Buffer.from(one.later(t), 'latin1')]);
  return await talk.until(() => (awaited === undefined ? finals() > 1 : talk.received.includes(awaited)), time);
}

async function quiet(talk: Conversation, end: Seen['end']): Promise<Seen['end']> {
  if (end === 'answered') await talk.until(() => false, QUIET_MS);
  return end;
}

function answersIn(talk: Conversation, one: HttpCase): readonly Response[] {
  return responsesIn(talk.received, one.head === true, talk.over !== undefined);
}

function isFinal({ status, whole }: Response): boolean {
  return whole && (status >= 200 || status === 101);
}

function cut(bytes: Buffer, how: HttpCase['cut']): Buffer[] {
  if (how === 'every-byte') return Array.from(bytes, (_, i) => bytes.subarray(i, i + 1));
  if (how === 'in-two') return [bytes.subarray(0, bytes.length >> 1), bytes.subarray(bytes.length >> 1)];
  return [bytes];
}
