/**
 * The canary through the rules: a subscriber in a namespace of its own asks an origin in another, over the way that subscribers' packets
 * take. Its connections are led to the filter by nothing but the rules, so what it finds holds for subscribers.
 *
 *   blocked  the host that every snapshot blocks: must be answered by the filter with a block
 *   free     a host that nothing blocks: must be answered by the origin
 */
import type { Server } from 'node:net';
import { explainFailure } from '../../../base/failure.ts';
import { type InterceptionPlan, IP_FAMILIES, type IpFamily, listenedFamilies, plannedFamilies } from '../plan.ts';
import type { CanaryTally, RulesStatus } from '../status.ts';
import type { Run } from '../tools.ts';
import { ORIGIN_CABLE } from './addresses.ts';
import { canaryHost } from './host.ts';
import { inNetworkNamespace, namespaceOf } from './namespace.ts';
import { makeCanaryNet } from './net.ts';
import { askHttp, askTls, type CanaryAnswer, serveHttp, serveTls } from './origin.ts';
import { CANARY_REQUESTS, type CanaryRequest, isOverTls, kindOf } from './requests.ts';

const WANTED = { blocked: 'blocked', free: 'origin' } as const;
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

interface CanaryQuestion {
  readonly family: IpFamily;
  readonly request: CanaryRequest;
}

interface Answered extends CanaryQuestion {
  readonly answer: CanaryAnswer;
}

/** What a plan leads to the filter: requests in clear by a listener, hellos by a queue. */
function requestsOf(plan: InterceptionPlan): readonly CanaryQuestion[] {
  const { ports, packet } = plan;
  const listened = listenedFamilies(plan);
  return plannedFamilies(plan).flatMap((family) =>
    CANARY_REQUESTS.filter((request) =>
      isOverTls(request) ? packet !== undefined : ports.length > 0 && listened.includes(family),
    ).map((request) => ({ family, request })),
  );
}

async function answersOf(plan: InterceptionPlan): Promise<readonly Answered[]> {
  const clear = plan.ports.includes(80) ? 80 : plan.ports[0];
  const secure = plan.packet?.ports[0];
  const serve = (family: IpFamily): Promise<Server>[] => {
    const address = ORIGIN_CABLE[family].there;
    return [
      ...(clear === undefined ? [] : [serveHttp(address, clear)]),
      ...(secure === undefined ? [] : [serveTls(address, secure)]),
    ];
  };
  const servers = await inNetworkNamespace(namespaceOf('origin'), () => Promise.all(IP_FAMILIES.flatMap(serve)));
  const ask = ({ family, request }: CanaryQuestion): Promise<CanaryAnswer> => {
    const [act, port] = isOverTls(request) ? [askTls, secure] : [askHttp, clear];
    return act({ address: ORIGIN_CABLE[family].there, port: port ?? 0, host: canaryHost(kindOf(request)) ?? '' });
  };
  try {
    return await inNetworkNamespace(namespaceOf('subscriber'), () =>
      Promise.all(
        requestsOf(plan).map(async ({ family, request }) => ({
          family,
          request,
          answer: await ask({ family, request }),
        })),
      ),
    );
  } finally {
    for (const server of servers) server.close();
  }
}

function tallied(before: RulesStatus['canary'], answers: readonly Answered[], now: number): CanaryRound {
  const failed: string[] = [];
  const tally = ({ family, request, answer }: Answered): readonly [CanaryRequest, CanaryTally] => {
    const { attempts, failures, failedInRow, lastSuccess } = before[family]?.[request] ?? NEVER;
    const success = answer === WANTED[kindOf(request)];
    if (!success) failed.push(`${family}: the ${kindOf(request)} host ${OUTCOME[answer]}${overTls(request)}`);
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

const OUTCOME: Readonly<Record<CanaryAnswer, string>> = {
  nothing: 'was not answered',
  origin: 'was let pass to the origin',
  blocked: 'was blocked',
  other: 'was answered with an error',
};

function overTls(request: CanaryRequest): string {
  return isOverTls(request) ? ' over TLS' : '';
}
