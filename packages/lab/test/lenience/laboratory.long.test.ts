/** The laboratory on a filter that lets all through, which it must find out, and on Netvakt. With origins that need no package. */
import { connect, createServer, type Socket } from 'node:net';
import { expect, test } from '@jest/globals';
import { LONG_TEST } from '@netvakt/testing';
import { type FilterInPath, startFilter } from '../../src/lenience/filter.ts';
import { type LenienceOutcome, runLaboratory } from '../../src/lenience/laboratory.ts';
import { Certificates } from '../../src/lenience/origins/certificates.ts';
import type { LenientOrigin } from '../../src/lenience/origins/lenient-origin.ts';
import { listening, node } from '../../src/lenience/origins/node-servers.ts';
import { STAND_INS } from '../../src/lenience/origins/stand-ins.ts';

const RUNS = 300;

/** Passes every byte to the destination in the greeting, or to the one port that tunnels lead to. */
async function leakyFilter(tunnelPort: number): Promise<FilterInPath> {
  const sockets = new Set<Socket>();
  const greeted = (answer: string, portOf: (line: string) => number) =>
    createServer({ allowHalfOpen: true }, (client) => {
      sockets.add(client.on('error', () => client.destroy()));
      client.once('data', (bytes: Buffer) => {
        const end = bytes.indexOf(answer === '' ? '\r\n' : '\r\n\r\n') + (answer === '' ? 2 : 4);
        const origin = connect({
          port: portOf(bytes.toString('latin1', 0, end)),
          host: '127.0.0.1',
          allowHalfOpen: true,
        });
        sockets.add(origin.on('error', () => client.destroy()));
        client.write(answer);
        origin.write(bytes.subarray(end));
        client.pipe(origin).pipe(client);
      });
    });
  const transparent = greeted('', (line) => Number(/ (\d+)\r\n$/u.exec(line)?.[1]));
  const explicit = greeted('HTTP/1.1 200 OK\r\n\r\n', () => tunnelPort);
  return {
    transparent: await listening(transparent),
    explicit: await listening(explicit),
    alive: () => true,
    output: () => '',
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      for (const server of [transparent, explicit]) await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function run(
  filterFor: (origins: readonly LenientOrigin[]) => Promise<FilterInPath>,
  leastPatience: number,
): Promise<LenienceOutcome> {
  const certificates = Certificates.make();
  const origins: LenientOrigin[] = [];
  let filter: FilterInPath | undefined;
  try {
    for (const kind of [node, ...STAND_INS]) origins.push(await kind.start(certificates));
    filter = await filterFor(origins);
    const plan = { runs: RUNS, seed: 1, concurrency: 32, seconds: 600, controlEvery: 5, leastPatience };
    return await runLaboratory({ ...plan, forms: false, origins, filter, progress: () => {} });
  } finally {
    await filter?.stop();
    for (const origin of origins) await origin.stop();
    certificates.discard();
  }
}

test(
  'a filter that lets all through is found out, by examples and mixtures',
  async () => {
    const { tally, examples, stoppedInnocents } = await run((origins) => leakyFilter(origins[0]?.tls ?? 0), 3000);
    expect(stoppedInnocents).toEqual([]);
    expect(examples.length).toBeGreaterThan(5);
    const counts = tally.of('node');
    expect(counts.breaches).toBeGreaterThan(100);
    expect(counts.flows).toBe(counts.passed + counts.stopped + counts.breaches);
    expect(tally.breaches[0]).toMatchObject({ family: 'node', way: 'transparent' });
  },
  LONG_TEST,
);

test(
  'Netvakt lets none through, and what is innocent',
  async () => {
    const { tally, examples, stoppedInnocents } = await run(startFilter, 300);
    expect({ examples, stoppedInnocents, breaches: tally.breaches }).toEqual({
      examples: [],
      stoppedInnocents: [],
      breaches: [],
    });
    expect(tally.of('node').flows).toBeGreaterThan(RUNS);
    expect(tally.of('node').served).toBeGreaterThan(0);
  },
  LONG_TEST,
);
