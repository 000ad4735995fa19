import type { Socket } from 'node:net';
import type { Filter } from '../filters/filter.ts';
import { dial, pageRequest } from './client.ts';
import { MemoryWatch, mebibytes, until } from './process.ts';
import { type AfterServing, type Arrival, type Check, reply, type Scenario, type Stage } from './scenario.ts';

const GIB = 1024 * 1024 * 1024;
/** Much more than a socket's buffers, much less than a body. */
const FLAT = 64 * 1024 * 1024;
const PIECE: Buffer = Buffer.alloc(256 * 1024, 0x61);

/** Bytes that the origin has handed to its sockets, by path: what a reader that stopped must not let grow. */
const poured = new Map<string, number>();

function pour(socket: Socket, target: string, length: number): void {
  let left = length;
  const more = (): void => {
    while (left > 0 && !socket.destroyed) {
      const piece = left < PIECE.length ? PIECE.subarray(0, left) : PIECE;
      left -= piece.length;
      poured.set(target, length - left);
      if (!socket.write(piece)) return;
    }
  };
  socket.on('drain', more);
  more();
}

function swallow(socket: Socket, length: number, already: number): void {
  let got = already;
  const look = (): void => {
    if (got >= length) reply(socket, `got ${got}`);
  };
  look();
  socket.on('data', (bytes: Buffer) => {
    got += bytes.length;
    look();
  });
}

function serve({ socket, method, target, head, rest }: Arrival): AfterServing {
  const length = Number(/\/(\d+)$/.exec(target)?.[1] ?? 0);
  if (method === 'POST') {
    swallow(socket, Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0), rest.length);
    return 'taken';
  }
  if (length === 0) return reply(socket, 'page');
  socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\n`);
  pour(socket, target, length);
  return 'taken';
}

interface Received {
  readonly head: string;
  readonly body: number;
  readonly seconds: number;
}

/** Reads a response of known length to its end. */
async function fetchLength(filter: Filter, length: number): Promise<Received> {
  const start = performance.now();
  const socket = dial(filter);
  socket.write(pageRequest(`/free/bytes/${length}`), 'latin1');
  let head = '';
  let body = 0;
  await new Promise<void>((resolve) => {
    socket.on('data', (bytes: Buffer) => {
      if (head.includes('\r\n\r\n')) body += bytes.length;
      else {
        head += bytes.toString('latin1');
        const end = head.indexOf('\r\n\r\n');
        if (end >= 0) body = head.length - end - 4;
      }
      if (body >= length) resolve();
    });
    socket.once('close', () => resolve());
  });
  socket.destroy();
  return { head: head.slice(0, 15), body, seconds: (performance.now() - start) / 1000 };
}

async function download(stage: Stage): Promise<Check> {
  const length = Math.ceil(2 * GIB * stage.scale);
  const memory = new MemoryWatch(stage.filter.pid);
  const { head, body, seconds } = await fetchLength(stage.filter, length);
  const grown = memory.stop();
  return {
    name: `a download of ${mebibytes(length)} is whole, and memory flat`,
    passed: body === length && grown <= FLAT,
    detail: `${head}, ${body} bytes in ${seconds.toFixed(1)} s; at most ${mebibytes(grown)} above ${mebibytes(memory.base)}`,
  };
}

async function upload(stage: Stage): Promise<Check> {
  const length = Math.ceil(GIB * stage.scale);
  const memory = new MemoryWatch(stage.filter.pid);
  const socket = dial(stage.filter);
  let answer = '';
  const answered = new Promise<void>((resolve) => {
    socket.on('data', (bytes: Buffer) => {
      answer += bytes.toString('latin1');
      if (answer.includes('got ')) resolve();
    });
    socket.once('close', () => resolve());
  });
  socket.write(
    `POST http://mixed.selftest.test/free/upload HTTP/1.1\r\nHost: mixed.selftest.test\r\nContent-Length: ${length}\r\n\r\n`,
  );
  pour(socket, 'upload', length);
  await answered;
  socket.destroy();
  const grown = memory.stop();
  return {
    name: `an upload of ${mebibytes(length)} is whole, and memory flat`,
    passed: answer.includes(`got ${length}`) && grown <= FLAT,
    detail: `${answer.slice(0, 15)}, at most ${mebibytes(grown)} above ${mebibytes(memory.base)}`,
  };
}

/** Resolves when the origin has not got rid of a byte for as long as a few looks take, and has got rid of some before. */
async function stopped(target: string): Promise<void> {
  let [before, same] = [0, 0];
  await until(() => {
    const now = poured.get(target) ?? 0;
    same = now > 0 && now === before ? same + 1 : 0;
    before = now;
    return same === 10;
  });
}

/** Twenty readers that stop: the origin must be made to stop too. */
async function stoppedReaders({ filter, scale }: Stage): Promise<Check> {
  const length = Math.ceil(GIB * scale) + 1;
  const target = `/free/bytes/${length}`;
  const memory = new MemoryWatch(filter.pid);
  const sockets = Array.from({ length: 20 }, () => {
    const socket = dial(filter);
    socket.write(pageRequest(target), 'latin1');
    socket.pause();
    return socket;
  });
  await stopped(target);
  const most = poured.get(target) ?? 0;
  const grown = memory.stop();
  for (const socket of sockets) socket.destroy();
  return {
    name: 'a reader that stops makes the origin stop',
    passed: most > 0 && most < Math.min(FLAT, length) && grown <= FLAT,
    detail: `20 readers; an origin got rid of ${mebibytes(most)} of ${mebibytes(length)}; at most ${mebibytes(grown)} above ${mebibytes(memory.base)}`,
  };
}

async function perform(stage: Stage): Promise<readonly Check[]> {
  await fetchLength(stage.filter, 50_000_000);
  return [await download(stage), await upload(stage), await stoppedReaders(stage)];
}

/** Bodies much larger than memory should ever notice. */
export const download2GiB: Scenario = {
  name: 'download',
  why: 'two gibibytes down and one up pass whole with flat memory, and back pressure reaches the origin',
  serve,
  perform,
};
