/** Turns that bring no bytes: they count, too, or a round would have room for any number of them. */
import { afterEach, expect, test } from '@jest/globals';
import { BareSocket } from '../../src/socket/bare-socket.ts';
import { FIRST_READ } from '../../src/socket/read-shares.ts';
import { closeAll, pair } from './support/heard.ts';

afterEach(closeAll);

test('a turn that finds nothing, or the end, takes some of the round', async () => {
  const { socket, heard, peer } = await pair();
  if (!(socket instanceof BareSocket)) throw new Error('This system has no bare sockets');
  expect(socket.takeTurn(FIRST_READ)).toBe(256);
  const ended = new Promise((resolve) => peer.once('close', resolve));
  socket.pause();
  peer.end();
  socket.end();
  await ended;
  socket.resume();
  expect(socket.takeTurn(FIRST_READ)).toBe(256);
  await heard.until('ended');
  expect(socket.takeTurn(FIRST_READ)).toBe(0);
});
