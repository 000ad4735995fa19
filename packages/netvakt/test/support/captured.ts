import { Writable } from 'node:stream';
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

/** Runs a command line in this process, with `input` on its standard input. */
export async function runCommand(words: readonly string[], { input = '', terminal = false } = {}): Promise<Ran> {
  const stdout = new Captured(terminal);
  const stderr = new Captured(terminal);
  const code = await main(words, {
    stdout: new Output(stdout),
    stderr: new Output(stderr),
    stdin: chunks(input),
    environment: {},
  });
  return { code, stdout: stdout.text, stderr: stderr.text };
}

/** `text` in pieces of seven bytes, so that lines and characters are cut at any place. */
async function* chunks(text: string): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 7) yield await Promise.resolve(bytes.subarray(at, at + 7));
}
