import { Writable } from 'node:stream';
import type { SystemPerson } from '@netvakt/blocklist';
import { Output } from '../../src/base/output.ts';
import { main } from '../../src/command/main.ts';

/** A stream that keeps what is written to it. */
export class Captured extends Writable {
  text = '';
  readonly isTTY: boolean;

  constructor(isTTY = false) {
    super();
    this.isTTY = isTTY;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** What a command did. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command is given besides its words. */
interface Given {
  /** On its standard input. */
  readonly input?: string;
  readonly terminal?: boolean;
  /** Who runs it, as the system knows; default: what the system knows of the tests. */
  readonly person?: SystemPerson;
}

/** Runs a command line in this process. */
export async function runCommand(words: readonly string[], given: Given = {}): Promise<Ran> {
  const { input = '', terminal = false, person } = given;
  const stdout = new Captured(terminal);
  const stderr = new Captured(terminal);
  const code = await main(words, {
    stdout: new Output(stdout),
    stderr: new Output(stderr),
    stdin: chunks(input),
    environment: {},
    ...(person === undefined ? {} : { person }),
  });
  return { code, stdout: stdout.text, stderr: stderr.text };
}

/** `text` in pieces of seven bytes, so that lines and characters are cut at any place. */
async function* chunks(text: string): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 7) yield await Promise.resolve(bytes.subarray(at, at + 7));
}
