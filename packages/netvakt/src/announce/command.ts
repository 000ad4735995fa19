/** `netvakt announce`: follows `/-/route` of this node, and runs one command to announce its routes and one to withdraw them. */
import { spawnSync } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { filterSockets } from '../base/ask-admin.ts';
import type { Action, Context } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { ADMIN_SOCKET } from '../config/schema/defaults.ts';
import { Announcer, type AnnounceStep, type RouteState } from './announcer.ts';
import { askRoute } from './ask.ts';

export interface AnnounceOptions {
  /**
   * The addresses of the node's own processes: two, if an upgrade lets two overlap. Empty: on the sockets that there are at each look,
   * or on the default port.
   */
  readonly node: readonly string[];
  readonly peer: readonly string[];
  readonly up: string;
  readonly down: string;
  /** Milliseconds between two looks. */
  readonly interval: number;
  readonly rise: number;
  readonly fall: number;
  readonly keep: number;
}

/** Milliseconds after which a command has failed: a router's control program that hangs must not stop the looks. */
const COMMAND_PATIENCE = 10_000;

/** Runs until SIGTERM or SIGINT, and withdraws at its end: nobody would withdraw later. */
export const announce: Action<AnnounceOptions> = async (context, options) => {
  const ended = endOfProcess();
  const announcer = new Announcer(options);
  let kept = false;
  /** What failed, and is tried again at each look: otherwise the speaker would stay in the other state. */
  let due: 'announce' | 'withdraw' | undefined;
  if (!(await perform(context, 'withdraw', options, []))) return EXIT.failed;
  while (!ended.aborted) {
    const own = oneOf(await Promise.all(nodesOf(options.node).map(askRoute)));
    const peers = await Promise.all((own.route ? [] : options.peer).map(askRoute));
    const step = announcer.look(own, peers);
    const next = step === 'none' ? due : step;
    // Reported once, not at each check.
    if (next !== undefined && !(next === 'kept' && kept)) {
      const done = await perform(context, next, options, own.reasons);
      if (next !== 'kept') due = done ? undefined : next;
    }
    kept = step === 'kept';
    await pause(options.interval, ended);
  }
  if (announcer.announced) await perform(context, 'withdraw', options, ['ended']);
  return EXIT.done;
};

/** Processes come and go with upgrades, and their sockets with them. */
function nodesOf(named: readonly string[]): readonly string[] {
  if (named.length > 0) return named;
  const sockets = filterSockets();
  return sockets.length > 0 ? sockets : [`http://${ADMIN_SOCKET.address}:${ADMIN_SOCKET.port}`];
}

/** The node is well if one of its processes is. */
function oneOf(processes: readonly RouteState[]): RouteState {
  return processes.find(({ route }) => route) ?? { route: false, reasons: [...new Set(processes.flatMap(reasonsOf))] };
}

/** A process that does not answer while another one drains proves nothing about the node. */
function reasonsOf({ reasons }: RouteState, _: number, all: readonly RouteState[]): readonly string[] {
  const others = all.some((one) => !one.reasons.includes('unreachable'));
  return others ? reasons.filter((reason) => reason !== 'unreachable') : reasons;
}

function endOfProcess(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}

async function pause(milliseconds: number, ended: AbortSignal): Promise<void> {
  try {
    await wait(milliseconds, undefined, { signal: ended });
  } catch {
    // It ended: the loop sees it.
  }
}

/** Runs the command of a step and logs it. False if the command failed: then the speaker is not in the state that is meant. */
async function perform(
  { stderr }: Context,
  step: Exclude<AnnounceStep, 'none'>,
  { up, down }: AnnounceOptions,
  reasons: RouteState['reasons'],
): Promise<boolean> {
  const command = step === 'announce' ? up : down;
  const status =
    step === 'kept'
      ? 0
      : spawnSync('sh', ['-c', command], { stdio: ['ignore', 'ignore', 'inherit'], timeout: COMMAND_PATIENCE }).status;
  await stderr.write(
    `${JSON.stringify({ time: new Date().toISOString(), step, reasons, ...(status === 0 ? {} : { failed: status }) })}\n`,
  );
  return status === 0;
}
