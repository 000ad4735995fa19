import type { Socket } from 'node:net';
import { constants } from 'node:os';
import { MSG_DONTWAIT, MSG_NOSIGNAL } from '../linux/constants.ts';
import { descriptorOf } from '../linux/descriptor.ts';
import { type Native, nativeOrNone } from '../linux/native.ts';
import { BareSocket } from './bare-socket.ts';
import type { OwnedSocket } from './ownership.ts';
import { StreamSocket } from './stream-socket.ts';

const FLAGS = MSG_DONTWAIT | MSG_NOSIGNAL;
const { EPIPE, ECONNRESET } = constants.errno;

const calls: Native | undefined = nativeOrNone();

/**
 * Writes bytes that are there only for the moment, and is done with them when it returns. False if the other side has
 * not taken all: a `drain` follows.
 *
 * What the kernel takes at once goes to it directly: that is nearly always everything, and costs 0.4 microseconds less than
 * the stream (docs/adr/0007). The rest is copied and left to the stream; so is the finding of errors.
 *
 * But an origin may answer and reset before it has read all, and then its answer is in the kernel when a write fails. The
 * stream would end the socket with that answer unread. So if reading goes on, the bytes that nobody will take are
 * dropped, and the end comes by reading, behind the answer: `closed` with a failure, never `ended`.
 */
export function write(socket: OwnedSocket, bytes: Uint8Array): boolean {
  if (socket instanceof BareSocket) return socket.write(bytes);
  const sent = sendNow(socket, bytes);
  if (sent === bytes.length) return true;
  if (sent < 0 && foundByReading(socket)) return true;
  return socket.write(Buffer.from(sent > 0 ? bytes.subarray(sent) : bytes));
}

/** How many bytes the kernel has taken; -1 if it has refused, for now or forever. */
function sendNow(socket: Socket, bytes: Uint8Array): number {
  // Behind what the stream still has, or after its end, is not where these bytes belong.
  if (calls === undefined || socket.writableLength > 0 || socket.writableEnded || socket.destroyed) return 0;
  // Asked each time, never kept: a number that was closed may be another client's by now.
  const descriptor = descriptorOf(socket);
  if (descriptor === undefined) return 0;
  return calls.send(descriptor, bytes, bytes.length, FLAGS);
}

/** True for a socket whose other side is gone forever, and which will be read up to that end. */
function foundByReading(socket: Socket): boolean {
  const errno = calls?.errno();
  if ((errno !== EPIPE && errno !== ECONNRESET) || !(socket instanceof StreamSocket)) return false;
  if (socket.readableEnded || socket.isPaused()) return false;
  socket.lost = true;
  return true;
}
