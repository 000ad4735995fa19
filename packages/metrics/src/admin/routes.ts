import type { Overview } from '../overview/model.ts';
import type { Metrics } from '../render/metrics.ts';
import { type Health, type HealthState, healthOf } from '../state/health.ts';
import type { ReloadState } from '../state/reload.ts';
import type { AdminAnswer } from './answer.ts';
import { KeptPage } from './kept-page.ts';

/** What the routes read. */
export interface AdminSources {
  readonly metrics: Metrics;
  readonly health: () => HealthState;
  readonly reload: () => ReloadState;
  /** What the page for people shows. */
  readonly overview: () => Overview;
  /** Reads the register of exemptions if it has changed, and returns what is in force; for tools of this machine only. */
  readonly exemptions?: () => Promise<object>;
  /** The same for programs that do not read the exposition format; serialised as JSON. */
  readonly totals: () => object;
}

type Route = (sources: AdminSources, accept: string | undefined) => AdminAnswer | Promise<AdminAnswer>;

const ROUTES: ReadonlyMap<string, Route> = new Map<string, Route>([
  [
    '/',
    // A browser names HTML; everything else that comes here by hand is better served by a list.
    (sources, accept) =>
      accept?.includes('text/html') === true
        ? overviewPage(sources)
        : plain(200, `${pathsOf(sources).slice(1).join('\n')}\n`),
  ],
  [
    '/metrics',
    async ({ metrics }, accept) => {
      const { contentType, body } = await metrics.render(accept);
      return { status: 200, contentType, body };
    },
  ],
  ['/totals', ({ totals }) => json(200, totals())],
  // A process that can answer this is alive; it means no more. A supervisor that restarts on it must not see list trouble here.
  ['/-/healthy', () => json(200, { healthy: true })],
  ['/-/ready', ({ health }) => verdict('ready', healthOf(health()).ready)],
  ['/-/route', ({ health }) => verdict('route', healthOf(health()).route)],
  ['/-/reload', ({ reload }) => json(200, reload())],
  [
    '/-/exemptions',
    async ({ exemptions }) =>
      exemptions === undefined ? plain(404, 'Ask on the socket for local tools\n') : json(200, await exemptions()),
  ],
  ['/-/overview', (sources) => overviewPage(sources)],
]);

/** Answers one request. Never rejects: a fault of ours is a 500 without detail. */
export async function answerTo(path: string, sources: AdminSources, accept: string | undefined): Promise<AdminAnswer> {
  const route = ROUTES.get(path);
  if (route === undefined) return plain(404, `Not found. There are:\n${pathsOf(sources).join('\n')}\n`);
  try {
    return await route(sources, accept);
  } catch {
    return plain(500, 'The figures could not be read\n');
  }
}

/** What is served. */
function pathsOf({ exemptions }: AdminSources): readonly string[] {
  return [...ROUTES.keys()].filter((path) => path !== '/-/exemptions' || exemptions !== undefined);
}

function verdict(key: keyof Health, reasons: Health[keyof Health]): AdminAnswer {
  return json(reasons.length === 0 ? 200 : 503, { [key]: reasons.length === 0, reasons });
}

const PAGES = new WeakMap<AdminSources, KeptPage>();

function overviewPage(sources: AdminSources): Promise<AdminAnswer> {
  let page = PAGES.get(sources);
  if (page === undefined) {
    page = new KeptPage(sources.overview);
    PAGES.set(sources, page);
  }
  return page.answer();
}

function json(status: number, value: object): AdminAnswer {
  return { status, contentType: 'application/json', body: `${JSON.stringify(value)}\n` };
}

/** An answer of plain text. */
export function plain(status: number, body: string): AdminAnswer {
  return { status, contentType: 'text/plain; charset=utf-8', body };
}
