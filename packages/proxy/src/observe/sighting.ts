import { ANSWER, type AnswerCode, PURPOSE, type PurposeCode } from './vocabulary.ts';

const NOBODY = new Uint8Array(0);

/**
 * What is known of one blocked request, so that an observer can count a person's attempt once. One instance a worker,
 * filled anew for each block and emptied after it: the only place where an observer meets a client's address or a host, for as
 * long as the call lasts. It may hash them under a secret key; it must not keep them.
 */
export class Sighting {
  /** The client's address as text. */
  client = '';
  /** The handle of the rule that blocked, in the snapshot in force. */
  rule = 0;
  /** The purpose of the request, as far as known. */
  purpose: PurposeCode = PURPOSE.unknown;
  /** What the client is given. */
  answer: AnswerCode = ANSWER.page;
  /** The host that was asked for is `host[hostStart, hostEnd)`: as it came, perhaps with a port. */
  host: Uint8Array = NOBODY;
  hostStart = 0;
  hostEnd = 0;

  /** Names the host. Holds on to `bytes` until {@link forget}. */
  at(bytes: Uint8Array, start: number, end: number): void {
    this.host = bytes;
    this.hostStart = start;
    this.hostEnd = end;
  }

  /** The call is over: nothing of it stays. */
  forget(): void {
    this.client = '';
    this.host = NOBODY;
    this.purpose = PURPOSE.unknown;
  }
}
