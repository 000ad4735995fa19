import type { Socket } from 'node:net';

/**
 * Destroys `socket` once it has neither connected nor read a byte for `milliseconds`, however often it did before. A process that stood still
 * runs its timers first and reads what came meanwhile later in the same turn, so progress in that turn counts. 'close' follows; an error of
 * the socket has a listener.
 */
export function destroyIfSilent(socket: Socket, milliseconds: number): Socket {
  const progress = (): string => `${socket.connecting} ${socket.bytesRead}`;
  socket.setTimeout(milliseconds);
  socket.on('timeout', () => {
    const before = progress();
    setImmediate(() => {
      if (progress() === before) socket.destroy();
      else socket.setTimeout(milliseconds);
    });
  });
  return socket.on('error', () => undefined);
}
