import { COVERAGE } from './coverage.ts';
import { type Content, dashboard } from './dashboard.ts';
import { DATA_PLANE } from './data-plane.ts';
import { LISTS } from './lists.ts';
import { OVERVIEW } from './overview.ts';

/** Every dashboard, by the name of its file in deploy/grafana. */
const DASHBOARDS: Readonly<Record<string, Content>> = {
  'overview.json': OVERVIEW,
  'lists.json': LISTS,
  'data-plane.json': DATA_PLANE,
  'coverage.json': COVERAGE,
};

/** The files of deploy/grafana, path and text: written by `pnpm run docs`, and checked for drift with the references. */
export const DASHBOARD_PAGES: readonly { readonly path: string; readonly text: () => string }[] = Object.entries(
  DASHBOARDS,
).map(([name, content]) => ({
  path: `deploy/grafana/${name}`,
  text: () => `${JSON.stringify(dashboard(content), null, 2)}\n`,
}));
