/**
 * The canary through the rules: a subscriber in a namespace of its own asks an origin in another, over the way that subscribers' packets
 * take. Its connections are led to the filter by nothing but the rules, so what it finds holds for subscribers.
 *
 *   blocked  the host that every snapshot blocks: must be answered by the filter with a block
 *   free     a host that nothing blocks: must be answered by the origin
 */
import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';
import { explainFailure } from '../../../base/failure.ts';
import { type InterceptionPlan, IP_FAMILIES, type IpFamily, plannedFamilies } from '../plan.ts';
import type { CanaryTally, RulesStatus } from '../status.ts';
import type { Run } from '../tools.ts';
import { ORIGIN_CABLE } from './addresses.ts';
import { canaryHost } from './host.ts';
import { inNetworkNamespace, namespaceOf } from './namespace.ts';
import { makeCanaryNet } from './net.ts';
import { CANARY_REQUESTS, type CanaryRequest } from './requests.ts';

/** A request that takes longer has failed, in milliseconds. */
const PATIENCE = 5_000;
/** What the origin answers; no filter answers so. */
const ORIGIN_STATUS = 204;
const ANSWERS: Readonly<Record<CanaryRequest, RegExp>> = {
  blocked: /^HTTP\/1\.1 (?:451|403|302) /u,
  free: new RegExp(`^HTTP/1\\.1 ${ORIGIN_STATUS} `, 'u'),
};
const NEVER: CanaryTally = { attempts: 0, failures: 0, failedInRow: 0, success: false, lastSuccess: 0 };

export interface AskOptions {
  readonly run: Run;
  /** Unix seconds. */
  readonly now: () => number;
}

/** What a round came to: the tallies with it, and a line for each request that was not answered as it should be. */
export interface CanaryRound {
  readonly canary: RulesStatus['canary'];
  readonly failed: readonly string[];
}

/** One round: each request in each family. Makes the namespaces if need be. Never rejects for what the filter or the machine does. */
export async function askCanary(
  plan: InterceptionPlan,
  before: RulesStatus['canary'],
  { run, now }: AskOptions,
): Promise<CanaryRound> {
  if (plan.canary === undefined) return { canary: {}, failed: [] };
  try {
    makeCanaryNet(run);
    return tallied(before, await answersOf(plan), now());
  } catch (error) {
    const reasons = explainFailure(error) ?? [error instanceof Error ? error.message : 'unknown'];
    return { canary: before, failed: reasons.map((reason) => `could not ask: ${reason}`) };
  }
}

interface Answered {
  readonly family: IpFamily;
  readonly request: CanaryRequest;
  readonly answer: string;
}

async function answersOf(plan: InterceptionPlan): Promise<readonly Answered[]> {
  const port = plan.ports.includes(80) ? 80 : (plan.ports[0] ?? 80);
  const servers = await inNetworkNamespace(namespaceOf('origin'), () =>
    Promise.all(IP_FAMILIES.map((one) => serve(one, port))),
  );
  try {
    const asked = plannedFamilies(plan).flatMap((family) => CANARY_REQUESTS.map((request) => ({ family, request })));
    return await inNetworkNamespace(namespaceOf('subscriber'), () =>
      Promise.all(
        asked.map(async ({ family, request }) => ({ family, request, answer: await ask(family, request, port) })),
      ),
    );
  } finally {
    for (const server of servers) server.close();
  }
}

async function serve(family: IpFamily, port: number): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(`HTTP/1.1 ${ORIGIN_STATUS} No Content\r\nConnection: close\r\n\r\n`));
  });
  server.listen(port, ORIGIN_CABLE[family].there);
  await once(server, 'listening');
  return server;
}

/** Resolves with what comes first, '' for nothing. */
function ask(family: IpFamily, request: CanaryRequest, port: number): Promise<string> {
  const host = canaryHost(request) ?? '';
  return new Promise((resolve) => {
    const socket = connect({ host: ORIGIN_CABLE[family].there, port });
    socket.setTimeout(PATIENCE, () => socket.destroy());
    socket.on('error', () => undefined); // 'close' follows
    socket.once('connect', () => socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`));
    socket.once('close', () => resolve(''));
    socket.once('data', (bytes: Buffer) => {
      resolve(bytes.toString('latin1'));
      socket.destroy();
    });
  });
}

function tallied(before: RulesStatus['canary'], answers: readonly Answered[], now: number): CanaryRound {
  const failed: string[] = [];
  const tally = ({ family, request, answer }: Answered): readonly [CanaryRequest, CanaryTally] => {
    const { attempts, failures, failedInRow, lastSuccess } = before[family]?.[request] ?? NEVER;
    const success = ANSWERS[request].test(answer);
    if (!success) failed.push(`${family}: the ${request} host ${outcome(answer)}`);
    const counted = success
      ? { failures, failedInRow: 0, lastSuccess: now }
      : { failures: failures + 1, failedInRow: failedInRow + 1, lastSuccess };
    return [request, { attempts: attempts + 1, success, ...counted }];
  };
  const families = [...new Set(answers.map(({ family }) => family))];
  const canary = families.map((family) => [
    family,
    Object.fromEntries(answers.filter((one) => one.family === family).map(tally)),
  ]);
  return { canary: Object.fromEntries(canary) as RulesStatus['canary'], failed };
}

function outcome(answer: string): string {
  if (answer === '') return 'was not answered';
  if (ANSWERS.free.test(answer)) return 'was let pass to the origin';
  return ANSWERS.blocked.test(answer) ? 'was blocked' : 'was answered with an error';
}
