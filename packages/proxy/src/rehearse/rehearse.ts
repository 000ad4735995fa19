/**
 * Before a worker listens, it serves clients of its own for a moment, so that the first real ones do not meet code that was never run:
 *
 *   scripts ──► a gate like the one to come, on a port of loopback that the kernel chooses ──► an origin that answers anything
 *
 * The same matcher, the same classes and the same sockets; only the settings lead here. What is counted goes to an observer of its own.
 */
import { Gate } from '../accept/gate.ts';
import type { RuleMatcher } from '../decide/rule-matcher.ts';
import { nothingToCancel, type Resolver } from '../dial/resolver.ts';
import type { ProxyObserver } from '../observe/observer.ts';
import { DEFAULT_LIMITS } from '../settings/limits.ts';
import type { DataPlaneSettings, ListenerSettings } from '../settings/settings.ts';
import { STAGE_HOST, stageHello } from './client-hello.ts';
import { LOOPBACK, openOrigin, Players, type Script, type StageOrigin } from './stage.ts';

/** A rehearsal ends with whichever comes first. */
export interface RehearsalBounds {
  readonly answers: number;
  readonly millis: number;
}

export interface RehearsalOptions {
  readonly settings: DataPlaneSettings;
  readonly matcher: RuleMatcher;
  /** The same class as the worker's; nobody reads what it counts. */
  readonly observer: ProxyObserver;
  readonly listSlots: Uint16Array;
}

/** On a core of its own it ends after so many answers, in about half of the time (docs/adr/0024). */
const BOUNDS: RehearsalBounds = { answers: 5000, millis: 500 };
/** Requests on one connection. */
const REQUESTS = 40;
/** Clients at one time that follow one script. */
const CLIENTS = 4;

/**
 * Resolves when the rehearsal is over, with nothing left open. Never rejects: on a machine on which it is not possible, the first clients wait
 * a little longer, and settings that cannot be used are the caller's to find out.
 */
export async function rehearse(options: RehearsalOptions, bounds: RehearsalBounds = BOUNDS): Promise<void> {
  try {
    await perform(options, bounds);
  } catch {
    // See above.
  }
}

async function perform(options: RehearsalOptions, bounds: RehearsalBounds): Promise<void> {
  const players = new Players(bounds.answers);
  const late = setTimeout(() => players.stop(), bounds.millis);
  let origin: StageOrigin | undefined;
  let gate: Gate | undefined;
  try {
    origin = await openOrigin();
    const { port: originPort } = origin;
    gate = gateFor(options, originPort);
    const listeners = await gate.listen();
    const played = listeners.flatMap(({ port }, i) =>
      scriptsFor(options.settings.listeners[i]?.mode ?? 'explicit', originPort).flatMap((script) =>
        Array.from({ length: CLIENTS }, () => players.play(port, script)),
      ),
    );
    await Promise.all(played);
  } finally {
    clearTimeout(late);
    players.stop();
    origin?.close();
    await gate?.drain(0);
  }
}

/** Never asked: the only name is in the static host table. */
const NO_NAMES: Resolver = {
  resolve: (_name, _client, done) => {
    done('ENOTFOUND', []);
    return nothingToCancel;
  },
};

function gateFor({ settings, ...rest }: RehearsalOptions, originPort: number): Gate {
  return new Gate({
    ...rest,
    settings: {
      ...settings,
      listeners: settings.listeners.map(onLoopback),
      packet: undefined,
      marketPrefixes: [],
      clients: [LOOPBACK],
      destinations: { allow: [], deny: [], httpPorts: [80], connectPorts: [443] },
      hosts: [80, 443].map((port) => ({ name: STAGE_HOST, port, address: LOOPBACK, toPort: originPort })),
      limits: DEFAULT_LIMITS,
    },
    workers: 1,
    resolver: NO_NAMES,
  });
}

/** An intercepted connection's destination comes in a PROXY protocol header: no rule of the kernel leads here. */
function onLoopback({ mode }: ListenerSettings): ListenerSettings {
  const common = { address: LOOPBACK, port: 0 };
  if (mode === 'explicit') return { ...common, mode };
  return {
    ...common,
    mode: 'redirect',
    source: 'own',
    mark: 0,
    ports: [],
    h2c: 'pass',
    ambiguous: 'refuse',
    unknown: 'pass',
    overload: 'closed',
    trustedPeers: [LOOPBACK],
  };
}

function scriptsFor(mode: ListenerSettings['mode'], originPort: number): readonly Script[] {
  const target = mode === 'explicit' ? `http://${STAGE_HOST}/` : '/';
  const request = Buffer.from(`GET ${target} HTTP/1.1\r\nHost: ${STAGE_HOST}\r\nAccept: text/html\r\n\r\n`);
  const requests = Array.from({ length: REQUESTS }, () => request);
  if (mode === 'explicit') {
    const authority = `${STAGE_HOST}:443`;
    return [requests, [Buffer.from(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`), stageHello()]];
  }
  const header = Buffer.from(`PROXY TCP4 ${LOOPBACK} ${LOOPBACK} 40000 ${originPort}\r\n`);
  return [[Buffer.concat([header, request]), ...requests], [Buffer.concat([header, stageHello()])]];
}
