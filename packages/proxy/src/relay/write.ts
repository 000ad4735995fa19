import type { Socket } from 'node:net';
import { MSG_DONTWAIT, MSG_NOSIGNAL } from '../linux/constants.ts';
import { descriptorOf } from '../linux/descriptor.ts';
import { type Native, nativeOrNone } from '../linux/native.ts';

const FLAGS = MSG_DONTWAIT | MSG_NOSIGNAL;

const calls: Native | undefined = nativeOrNone();

/**
 * Writes bytes that are there only for the moment, and is done with them when it returns. False where the other side has
 * not taken all: a `drain` follows.
 *
 * What the kernel takes at once goes to it directly: that is nearly always everything, and costs 0.4 microseconds less than
 * the stream (docs/adr/0007). The rest is copied and left to the stream; so is the finding of errors.
 */
export function write(socket: Socket, bytes: Uint8Array): boolean {
  const sent = sendNow(socket, bytes);
  return sent === bytes.length || socket.write(Buffer.from(bytes.subarray(sent)));
}

/** How many bytes the kernel has taken. */
function sendNow(socket: Socket, bytes: Uint8Array): number {
  // Behind what the stream still has, or after its end, is not where these bytes belong.
  if (calls === undefined || socket.writableLength > 0 || socket.writableEnded || socket.destroyed) return 0;
  // Asked each time, never kept: a number that was closed may be another client's by now.
  const descriptor = descriptorOf(socket);
  if (descriptor === undefined) return 0;
  return Math.max(0, calls.send(descriptor, bytes, bytes.length, FLAGS));
}
