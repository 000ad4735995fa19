/**
 * Begins a download of `/large` on port 80 of the argument's host, says `{ begun }` with its first bytes, and reads no more. Any message
 * makes it read on; then `{ ended }` is `whole`, `cut` or the code of the error.
 */
import { connect } from 'node:net';
import { argument, listen, notify } from '../../../../proxy/test/netns/programs/talk.ts';

const SIZE = 16 * 1024 * 1024;
const socket = connect(argument() as { readonly host: string; readonly port: number });
let bytes = 0;
let ended = '';

socket.on('connect', () => socket.write('GET /large HTTP/1.1\r\nHost: free.test\r\nConnection: close\r\n\r\n'));
socket.on('data', (part: Buffer) => {
  if (bytes === 0) {
    socket.pause();
    notify({ begun: true });
  }
  bytes += part.length;
});
socket.on('error', ({ code }: NodeJS.ErrnoException) => (ended = code ?? 'error'));
listen(() => {
  if (socket.closed) notify({ ended });
  else socket.once('close', () => notify({ ended: ended === '' ? (bytes > SIZE ? 'whole' : 'cut') : ended })).resume();
});
