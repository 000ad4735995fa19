/**
 * A server on port 443 whose kernel is the judge of what arrives. It answers a client once its first record is whole. `{ report }` is
 * answered by what the connections since the last report have read. `free` is the free hello byte for byte. `leaked` is anything that
 * can only be a beginning of the blocked one, or that names a blocked host.
 */
import { createServer } from 'node:net';
import { WHOLE } from '../../../src/bytes/reader-result.ts';
import { RecordReader } from '../../../src/hello/record-reader.ts';
import { DEFAULT_LIMITS } from '../../../src/settings/limits.ts';
import { argument, listen, notify } from './talk.ts';

const { free, blocked, answer } = argument() as {
  readonly free: string;
  readonly blocked: string;
  readonly answer: string;
};
const FREE = Buffer.from(free, 'hex');
const BLOCKED = Buffer.from(blocked, 'hex');
const ANSWER = Buffer.from(answer, 'hex');
const streams = new Set<{ read: Buffer }>();

function kindOf(bytes: Buffer): 'empty' | 'free' | 'more' | 'leaked' | 'changed' {
  if (bytes.length === 0) return 'empty';
  if (bytes.equals(FREE)) return 'free';
  if (bytes.subarray(0, FREE.length).equals(FREE)) return 'more';
  const begins = BLOCKED.subarray(0, bytes.length).equals(bytes) && !FREE.subarray(0, bytes.length).equals(bytes);
  return begins || namesBlocked(bytes) ? 'leaked' : 'changed';
}

function namesBlocked(bytes: Buffer): boolean {
  const records = new RecordReader(DEFAULT_LIMITS);
  if (records.read(bytes, 0, bytes.length) !== WHOLE) return false;
  const { name, nameLength } = records.hello;
  return Buffer.from(name).toString('latin1', 0, nameLength).endsWith('blocked.test');
}

createServer({ allowHalfOpen: true }, (socket) => {
  const stream = { read: Buffer.alloc(0) };
  streams.add(stream);
  let isAnswered = false;
  socket.on('error', () => undefined);
  socket.on('data', (bytes: Buffer) => {
    stream.read = Buffer.concat([stream.read, bytes]);
    const { read } = stream;
    if (isAnswered || read.length < 5 || read.length < 5 + read.readUInt16BE(3)) return;
    isAnswered = true;
    socket.write(ANSWER);
  });
}).listen({ port: 443, host: '::', backlog: 4096 }, () => notify({ ready: true }));

listen(() => {
  const report = { empty: 0, free: 0, more: 0, leaked: 0, changed: 0 };
  for (const { read } of streams) report[kindOf(read)] += 1;
  streams.clear();
  notify(report);
});
