import { spawn } from 'node:child_process';
import { type FetchBounds, type FetchOutcome, unfetched } from './source.ts';

/**
 * A list from a program's standard output: for channels that netvakt does not speak. No shell, no input, an empty environment but
 * for PATH; what it writes to standard error is thrown away, as it could quote the list. Never rejects.
 */
export function fetchCommand(
  program: string,
  words: readonly string[],
  { maxBytes, maxMilliseconds }: FetchBounds,
): Promise<FetchOutcome> {
  return new Promise((resolve) => {
    const child = spawn(program, words, {
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: maxMilliseconds,
      killSignal: 'SIGKILL',
      env: { PATH: process.env['PATH'] ?? '' },
    });
    const chunks: Buffer[] = [];
    let bytes = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes) child.kill('SIGKILL');
      else chunks.push(chunk);
    });
    child.once('error', (error: NodeJS.ErrnoException) => {
      resolve(unfetched('source-command', error.code ?? 'it cannot be started'));
    });
    child.once('close', (code, signal) => {
      if (bytes > maxBytes) resolve(unfetched('file-too-large', `more than ${maxBytes} bytes`));
      else if (code !== 0)
        resolve(unfetched('source-command', signal === null ? `exit code ${code}` : `ended by ${signal}`));
      else resolve({ kind: 'fetched', content: Buffer.concat(chunks), proof: undefined, etag: undefined });
    });
  });
}
