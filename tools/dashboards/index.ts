import { COVERAGE_DASHBOARD } from './coverage.ts';
import { type DashboardContent, dashboard } from './dashboard.ts';
import { DATA_PLANE_DASHBOARD } from './data-plane.ts';
import { LISTS_DASHBOARD } from './lists.ts';
import { OVERVIEW_DASHBOARD } from './overview.ts';
import { REPORT_DASHBOARD } from './report.ts';

/** Every dashboard, by the name of its file in deploy/grafana. */
const DASHBOARDS: Readonly<Record<string, DashboardContent>> = {
  'overview.json': OVERVIEW_DASHBOARD,
  'lists.json': LISTS_DASHBOARD,
  'data-plane.json': DATA_PLANE_DASHBOARD,
  'coverage.json': COVERAGE_DASHBOARD,
  'report.json': REPORT_DASHBOARD,
};

/** The files of deploy/grafana, path and text: written by `pnpm run docs`, and checked for drift with the references. */
export const DASHBOARD_PAGES: readonly { readonly path: string; readonly text: () => string }[] = Object.entries(
  DASHBOARDS,
).map(([name, content]) => ({
  path: `deploy/grafana/${name}`,
  text: () => `${JSON.stringify(dashboard(content), null, 2)}\n`,
}));
