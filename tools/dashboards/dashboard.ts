import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  type Panel,
  QueryVariableBuilder,
  RowBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { annotations } from './annotations.ts';

/** Panels under a heading. */
interface Row {
  readonly title: string;
  readonly panels: readonly Builder<Panel>[];
}

export interface DashboardContent {
  /** Part of the address: a bookmark must outlive a new version. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly from: string;
  /** Labels to choose by, in addition to the job, each with a family that has it. */
  readonly choices: Readonly<Record<string, string>>;
  readonly rows: readonly Row[];
}

/** As in the alerts: an operator puts its own address in once. */
const RUNBOOKS = 'https://docs.operator.example/netvakt/operating/runbooks/';

/** A link out of Grafana, in a window of its own. */
function runbook(title: string, url: string): DashboardLinkBuilder {
  return new DashboardLinkBuilder(title).type(DashboardLinkType.Link).url(url).targetBlank(true);
}

/** From an alert's name in a table to what to do. */
export const TO_RUNBOOK: DashboardLinkBuilder = runbook('Runbook', `${RUNBOOKS}\${__data.fields.alertname}.md`);

/** A dashboard as Grafana imports it. It names no data source, job or machine: all are chosen at the top. */
export function dashboard({ uid, title, description, from, choices, rows }: DashboardContent): Dashboard {
  const board = new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags(['netvakt'])
    .readonly()
    .timezone('browser')
    .time({ from, to: 'now' })
    .refresh('1m')
    .tooltip(DashboardCursorSync.Crosshair)
    .link(new DashboardLinkBuilder('Netvakt').type(DashboardLinkType.Dashboards).tags(['netvakt']).keepTime(true))
    .link(runbook('Runbooks', `${RUNBOOKS}README.md`))
    .annotations(annotations())
    .withVariable(new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'))
    .withVariable(choice('job', 'label_values(netvakt_build_info, job)', false));
  for (const [label, family] of Object.entries(choices)) {
    board.withVariable(choice(label, `label_values(${family}{job="$job"}, ${label})`, true));
  }
  for (const { title: heading, panels } of rows) {
    board.withRow(new RowBuilder(heading));
    for (const panel of panels) board.withPanel(panel);
  }
  return numbered(board.build());
}

function choice(name: string, query: string, several: boolean): QueryVariableBuilder {
  const variable = new QueryVariableBuilder(name)
    .label(name.charAt(0).toUpperCase() + name.slice(1))
    .datasource({ type: 'prometheus', uid: '${datasource}' })
    .query(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc);
  return several ? variable.multi(true).includeAll(true).allValue('.+') : variable;
}

/** Panels are numbered by their place, so that a link to one stays what it was until the page is rearranged. */
function numbered(board: Dashboard): Dashboard {
  for (const [i, panel] of (board.panels ?? []).entries()) panel.id = i + 1;
  return board;
}
