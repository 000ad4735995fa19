/**
 * A name server on UDP port 53 of 127.0.0.1: the zone is its argument, a JSON object from names to addresses. A question for
 * another name, or for a family that the name has no address of, gets an empty answer. Ends with its standard input.
 */
import { createSocket } from 'node:dgram';
import { isIPv4 } from 'node:net';

const zone = JSON.parse(process.argv[2] ?? '{}') as Readonly<Record<string, readonly string[]>>;
const socket = createSocket('udp4');
const TTL = Buffer.from([0, 0, 0, 60]);
/** Name: the question's own, 12 bytes into the message (RFC 1035, 4.1.4). */
const SAME_NAME = Buffer.from([0xc0, 0x0c]);

socket.on('message', (query, { address, port }) => {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  const type = query.readUInt16BE(at + 1);
  const four = type === 1;
  const found = (zone[labels.join('.').toLowerCase()] ?? []).filter(
    (one) => isIPv4(one) === four && (four || type === 28),
  );
  const head = Buffer.from([query[0] ?? 0, query[1] ?? 0, 0x81, 0x80, 0, 1, 0, found.length, 0, 0, 0, 0]);
  const records = found.map((one) => {
    const bytes = bytesOf(one);
    return Buffer.concat([SAME_NAME, Buffer.from([0, type, 0, 1]), TTL, Buffer.from([0, bytes.length]), bytes]);
  });
  socket.send(Buffer.concat([head, query.subarray(12, at + 5), ...records]), port, address);
});

function groups(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}

/** `2001:db8:2::2` has one gap. */
function bytesOf(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number));
  const [left = '', right = ''] = address.split('::');
  const [before, after] = [groups(left), groups(right)];
  const all = [...before, ...Array.from({ length: 8 - before.length - after.length }, () => 0), ...after];
  return Buffer.from(all.flatMap((group) => [group >> 8, group & 0xff]));
}

socket.bind(53, '127.0.0.1', () => process.stdout.write('ready\n'));
process.stdin.on('close', () => process.exit()).resume();
