import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from '@jest/globals';
import { signDocument } from '@netvakt/coalition';
import { until } from '@netvakt/testing';
import { ServedFolder, tokenOf } from './served.ts';

const SEALED = 'sealed/2026-Q3/submission-m1.1.jws';
let served: ServedFolder;

afterEach(async () => {
  await served.stop();
});

const head = (line: string, ...fields: readonly string[]): string =>
  `${line}\r\nHost: coalition.example\r\nAuthorization: Bearer ${tokenOf('m1')}\r\n${fields.map((field) => `${field}\r\n`).join('')}\r\n`;
const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3})/u.exec(answer)?.[1] ?? 0);

/** Every file below the folder, temporary ones too. */
function filesLeft(): readonly string[] {
  try {
    return readdirSync(join(served.root, 'folder'), { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map(({ name }) => name);
  } catch {
    return [];
  }
}

describe('a client that wants out of the folder', () => {
  test.each([
    '/../secret',
    '/public/edition/../../../secret',
    '/public/edition/%2e%2e/%2e%2e/secret',
    '/public//log/checkpoint',
    '/public/edition/..%2f..%2fsecret',
    '/public/edition/a%00b',
    '/.index.sqlite',
    '//secret',
    'http://127.0.0.1/secret',
    '/public/edition/.hidden',
    '/public/log/tile/9/000',
    `/public/edition/${'a'.repeat(500)}`,
  ])('finds nothing at %s', async (target) => {
    served = await ServedFolder.start();
    await writeFile(join(served.root, 'secret'), 'canary');
    await mkdir(join(served.root, 'folder/public/edition'), { recursive: true });
    await writeFile(join(served.root, 'folder/public/edition/.hidden'), 'canary');
    const answer = await served.raw(head(`GET ${target} HTTP/1.1`, 'Connection: close'));
    expect([statusOf(answer), answer.includes('canary')]).toEqual([404, false]);
  });

  test('follows no link that somebody with the disk has put there', async () => {
    served = await ServedFolder.start();
    await writeFile(join(served.root, 'secret'), 'canary');
    await mkdir(join(served.root, 'folder/public/edition'), { recursive: true });
    await symlink(join(served.root, 'secret'), join(served.root, 'folder/public/edition/link.json'));
    expect((await served.get('public/edition/link.json')).status).toBe(404);
  });
});

describe('a client that sends too much, or in odd ways', () => {
  const LARGE = String(64 << 20);

  test.each([
    ['a length above the bound', [`Content-Length: ${LARGE}`], 413],
    ['no length', [], 411],
    ['chunks without end', ['Transfer-Encoding: chunked'], 411],
    ['a length and chunks', ['Content-Length: 5', 'Transfer-Encoding: chunked'], 400],
    ['two lengths', ['Content-Length: 5', 'Content-Length: 6'], 400],
    ['a negative length', ['Content-Length: -5'], 400],
    ['a compressed body', ['Content-Length: 5', 'Content-Encoding: gzip'], 415],
    ['a length above the bound, and asks first', [`Content-Length: ${LARGE}`, 'Expect: 100-continue'], 413],
    ['a head of 20 kB', ['Content-Length: 5', `X-Long: ${'a'.repeat(20_000)}`], 400],
  ])('%s: is refused before its body is read', async (_name, fields, status) => {
    served = await ServedFolder.start();
    const answer = await served.raw(head(`PUT /${SEALED} HTTP/1.1`, ...fields));
    expect([statusOf(answer), filesLeft()]).toEqual([status, []]);
  });

  test.each([['DELETE'], ['POST'], ['PATCH'], ['MKCOL'], ['PROPFIND'], ['OPTIONS'], ['TRACE']])(
    '%s is not served',
    async (method) => {
      served = await ServedFolder.start();
      expect(statusOf(await served.raw(head(`${method} /${SEALED} HTTP/1.1`)))).toBe(405);
    },
  );

  test('a body that ends early leaves nothing behind, and can be sent again', async () => {
    served = await ServedFolder.start();
    await served.raw(`${head(`PUT /${SEALED} HTTP/1.1`, 'Content-Length: 500')}{"payload":`, true);
    expect(filesLeft()).toEqual([]);
    const text = await signDocument('netvakt-submission', { sealed: 'x' }, [served.keyOf('m1')]);
    expect((await served.put(SEALED, text, 'm1')).status).toBe(201);
    expect(filesLeft()).toEqual(['submission-m1.1.jws']);
  });

  test('bytes that are no HTTP end the connection', async () => {
    served = await ServedFolder.start();
    expect(statusOf(await served.raw('\u0016\u0003\u0001canary\r\n\r\n'))).toBe(400);
  });
});

describe('a client that is fast, or many', () => {
  test('is told to wait when its minute is used up; others are not', async () => {
    served = await ServedFolder.start({ requests: 5 });
    const asked = async (count: number, id?: string): Promise<readonly number[]> => {
      const statuses: number[] = [];
      for (let i = 0; i < count; i += 1) statuses.push((await served.get('public/log/checkpoint', id)).status);
      return statuses;
    };
    expect(await asked(7, 'm1')).toEqual([404, 404, 404, 404, 404, 429, 429]);
    expect(await asked(1, 'm2')).toEqual([404]);
    served.clock += 12_000;
    expect(await asked(2, 'm1')).toEqual([404, 429]);
  });

  test('guesses of tokens are counted by address', async () => {
    served = await ServedFolder.start({ requests: 3 });
    const guess = async (i: number): Promise<number> => {
      const headers = { authorization: `Bearer guess-${i}-0123456789012` };
      return (await fetch(new URL('members/policy/1.json', served.url), { headers })).status;
    };
    expect([await guess(1), await guess(2), await guess(3), await guess(4)]).toEqual([401, 401, 401, 429]);
    expect((await served.get('public/log/checkpoint', 'm1')).status).toBe(404);
  });

  test('has a bound for a day', async () => {
    served = await ServedFolder.start({ bytes: 1000 });
    const text = await signDocument('netvakt-submission', { sealed: 'x'.repeat(400) }, [served.keyOf('m1')]);
    expect((await served.put(SEALED, text, 'm1')).status).toBe(201);
    expect((await served.put('sealed/2026-Q3/submission-m1.2.jws', text, 'm1')).status).toBe(429);
  });
});

async function stalled(bytes: string, allowHalfOpen = false): Promise<Socket> {
  const socket = connect({ port: served.port, host: '127.0.0.1', allowHalfOpen });
  socket.on('error', () => undefined).resume();
  await once(socket, 'connect');
  socket.write(bytes);
  return socket;
}

/** Connections that the server holds. */
async function connectionsHeld(): Promise<number> {
  return await promisify(served.server.getConnections.bind(served.server))();
}

describe('a client that is slow', () => {
  test('is cut off though it never ends its own side, and its body counts no more', async () => {
    served = await ServedFolder.start({ headTime: 1000, requestTime: 1500, bodies: 2 });
    const slow = await Promise.all([
      stalled('GET /public/log/checkpoint HTTP/1.1\r\nHost: a', true),
      stalled('no HTTP at all\r\n\r\n', true),
      ...Array.from({ length: 2 }, () => stalled(`${head(`PUT /${SEALED} HTTP/1.1`, 'Content-Length: 500')}{`, true)),
    ]);
    await until('the server holds none of them', async () => (await connectionsHeld()) === 0);
    const text = await signDocument('netvakt-submission', { sealed: 'x' }, [served.keyOf('m1')]);
    expect((await served.put(SEALED, text, 'm1')).status).toBe(201);
    for (const socket of slow) socket.destroy();
  });

  test('has two bodies at most: others can send meanwhile', async () => {
    served = await ServedFolder.start();
    const sending = `${head(`PUT /${SEALED} HTTP/1.1`, 'Content-Length: 500')}{`;
    const slow = await Promise.all(Array.from({ length: 2 }, () => stalled(sending)));
    const refused = await served.raw(sending);
    expect(statusOf(refused)).toBe(503);
    const text = await signDocument('netvakt-submission', { sealed: 'x' }, [served.keyOf('m2')]);
    expect((await served.put('sealed/2026-Q3/submission-m2.1.jws', text, 'm2')).status).toBe(201);
    for (const socket of slow) socket.destroy();
  });

  test('cannot keep a head or a body open, and keeps nobody out meanwhile', async () => {
    served = await ServedFolder.start({ headTime: 2000, requestTime: 3000, bodies: 2 });
    const slow = await Promise.all([
      ...Array.from({ length: 40 }, () => stalled('GET /public/log/checkpoint HTTP/1.1\r\nHost: a')),
      ...Array.from({ length: 2 }, () => stalled(`${head(`PUT /${SEALED} HTTP/1.1`, 'Content-Length: 500')}{`)),
    ]);
    expect((await served.get('public/log/checkpoint')).status).toBe(404);
    await until('the server has ended all of them', () => slow.every((socket) => socket.closed));
    const text = await signDocument('netvakt-submission', { sealed: 'x' }, [served.keyOf('m1')]);
    expect((await served.put(SEALED, text, 'm1')).status).toBe(201);
  });
});
