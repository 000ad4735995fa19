/** The attacks, each with what a client sends and what its own origin answers. */

export type AttackName = 'tiny-chunks' | 'chunked-answers' | 'interim-answers' | 'endless-head' | 'bulk';

export interface Attack {
  readonly name: AttackName;
  readonly what: string;
  /** Head of the request, without its host. */
  readonly method: 'GET' | 'POST';
  /** What the client sends forever after the head; nothing if it only reads. */
  readonly uploads: Buffer | undefined;
  /** What the origin answers first, and then forever. */
  readonly answer: Buffer | undefined;
  readonly answers: Buffer | undefined;
}

/** Bytes that are written at one time. */
const PIECE = 64 * 1024;

function repeated(text: string): Buffer {
  return Buffer.from(text.repeat(Math.ceil(PIECE / text.length)), 'latin1');
}

export const ATTACKS: readonly Attack[] = [
  {
    name: 'tiny-chunks',
    what: 'uploads in chunks of one byte',
    method: 'POST',
    uploads: repeated('1\r\nx\r\n'),
    answer: undefined,
    answers: undefined,
  },
  {
    name: 'chunked-answers',
    what: 'origins that answer in chunks of one byte',
    method: 'GET',
    uploads: undefined,
    answer: Buffer.from('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'),
    answers: repeated('1\r\nx\r\n'),
  },
  {
    name: 'interim-answers',
    what: 'origins that send interim answers without end',
    method: 'GET',
    uploads: undefined,
    answer: undefined,
    answers: repeated('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'),
  },
  {
    name: 'endless-head',
    what: 'origins whose heads have lines without end',
    method: 'GET',
    uploads: undefined,
    answer: Buffer.from('HTTP/1.1 200 OK\r\n'),
    answers: repeated('x: y\r\n'),
  },
  {
    name: 'bulk',
    what: 'downloads without end',
    method: 'GET',
    uploads: undefined,
    answer: Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n'),
    answers: repeated('x'),
  },
];

/** The attack of that name. */
export function attackNamed(name: AttackName): Attack {
  const found = ATTACKS.find((attack) => attack.name === name);
  if (found === undefined) throw new RangeError(`No attack is named ${name}`);
  return found;
}
