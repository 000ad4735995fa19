import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { HelloCase, SessionCase, Targets } from '../cases/case.ts';
import { mark } from '../cases/write.ts';
import { type Address, answerTime, Conversation, open } from '../client/connection.ts';
import { helloPackets } from '../client/hello.ts';
import { responsesIn } from '../client/responses.ts';
import type { Seen } from '../client/seen.ts';
import { head } from '../corpus/payload.ts';
import { FREE } from '../lists/names.ts';
import type { Evidence } from '../origin/evidence.ts';
import { ORIGIN_MARK } from '../origin/responses.ts';

/** Opens a tunnel if the path is a proxy. `opened` if bytes may follow, else how the request for it ended. */
async function tunnel(talk: Conversation, authority: string, to: Address, t: Targets): Promise<'opened' | Seen['end']> {
  if (t.way === 'route') return 'opened';
  await talk.send([Buffer.from(head(`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`, mark(t)), 'latin1')]);
  const end = await talk.until(() => talk.received.includes('\r\n\r\n'), answerTime(to));
  if (!/^HTTP\/1\.[01] 2\d\d/.test(talk.received.toString('latin1', 0, 12))) return end;
  talk.takeReceived();
  return 'opened';
}

/** Sends a hello by hand and waits for the origin’s mark, or for the end. */
export async function runHello(one: HelloCase, to: Address, t: Targets, evidence: Evidence): Promise<Seen> {
  const talk = new Conversation(await open(to));
  try {
    const asked = await tunnel(talk, one.authority ?? `${FREE}:443`, to, t);
    if (asked !== 'opened') return await seenOf(talk, asked, to, t, evidence);
    await talk.send(helloPackets(one.hello, t.token));
    const end = await talk.until(() => isAnswered(talk, t), answerTime(to));
    return await seenOf(talk, end, to, t, evidence);
  } finally {
    talk.close();
  }
}

/** The origin’s mark, or an alert of the filter. */
function isAnswered(talk: Conversation, { token }: Targets): boolean {
  const { received } = talk;
  const ALERT = 21;
  return received.includes(`${ORIGIN_MARK} ${token}`) || (received.length >= 7 && received[0] === ALERT);
}

async function seenOf(
  talk: Conversation,
  end: Seen['end'],
  to: Address,
  t: Targets,
  evidence: Evidence,
): Promise<Seen> {
  // The mark of a record has no line end behind it, which the judge counts by.
  const received = Buffer.from(talk.received.toString('latin1').replace(`${ORIGIN_MARK} ${t.token}`, '$&\n'), 'latin1');
  return {
    sent: Buffer.concat(talk.sent),
    received,
    responses: responsesIn(received, false, talk.over !== undefined),
    end,
    milliseconds: performance.now() - talk.begun,
    patience: to.patience ?? 1,
    captures: await evidence.captures(t.token),
  };
}

/** What a session ended in: an answer inside it with the certificate that was shown, or how it failed. */
export interface SessionResult {
  readonly text: string;
  readonly fingerprint: string | undefined;
  readonly end: Seen['end'];
}

/** A whole session with Node’s client. Never rejects but if no connection can be made. */
export async function runSession(one: SessionCase, to: Address, t: Targets): Promise<SessionResult> {
  const socket = await open(to);
  try {
    const talk = new Conversation(socket);
    const asked = await tunnel(talk, one.authority ?? `${one.name}:443`, to, t);
    if (asked !== 'opened') return { text: talk.received.toString('latin1'), fingerprint: undefined, end: asked };
    socket.removeAllListeners('data');
    return await converse(socket, one, t, answerTime(to));
  } finally {
    socket.destroy();
  }
}

function converse(socket: Socket, one: SessionCase, t: Targets, time: number): Promise<SessionResult> {
  const versions = one.versions === undefined ? {} : { minVersion: one.versions, maxVersion: one.versions };
  // The certificate is the origin’s own, which nobody has signed: it is compared, not trusted.
  const session = connectTls({ socket, servername: one.name, rejectUnauthorized: false, ...versions });
  return new Promise((resolve) => {
    let text = '';
    let fingerprint: string | undefined;
    const finish = (end: Seen['end']): void => {
      clearTimeout(timer);
      session.destroy();
      resolve({ text, fingerprint, end });
    };
    const timer = setTimeout(() => setImmediate(finish, 'silence'), time);
    session.on('secureConnect', () => {
      fingerprint = session.getPeerCertificate().fingerprint256;
      session.write(head('GET /free/ HTTP/1.1', `Host: ${one.name}`, mark(t)));
    });
    session.on('data', (bytes: Buffer) => {
      text += bytes.toString('latin1');
      if (text.includes(`${ORIGIN_MARK} ${t.token}`)) finish('answered');
    });
    session.on('error', () => finish('reset'));
    session.on('close', () => finish('closed'));
  });
}

/** What is wrong with a session. */
export function judgeSession(
  one: SessionCase,
  result: SessionResult,
  t: Targets,
  evidence: Evidence,
): string | undefined {
  const served = result.text.includes(`${ORIGIN_MARK} ${t.token}`);
  if (one.expect === 'block') {
    if (result.fingerprint !== undefined) return 'the session was opened';
    return result.end === 'silence' ? 'neither an answer nor an end came in time' : undefined;
  }
  if (!served) return result.end === 'silence' ? 'no answer came in time' : 'the session was not opened';
  return result.fingerprint === evidence.fingerprint ? undefined : 'the certificate is not the one of the origin';
}
