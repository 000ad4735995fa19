/** Tables: of local months within the chosen time, or of this moment. */
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  type DashboardLinkBuilder,
  type DataTransformerConfig,
  type Panel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { dayQuery } from './days.ts';
import { SOURCE } from './panels.ts';

interface Table {
  readonly title: string;
  readonly about: string;
  /** Queries of this moment, and the column that each of them fills. */
  readonly columns: readonly { readonly expr: string; readonly name: string }[];
  readonly transformations: readonly DataTransformerConfig[];
  /** Grafana's name of the unit. */
  readonly unit?: string;
  /** Units of single columns. */
  readonly units?: Readonly<Record<string, string>>;
  /** Where a click on a cell leads. */
  readonly link?: DashboardLinkBuilder;
  readonly width?: number;
  readonly height?: number;
}

/** A table of instant queries. */
export function table({
  title,
  about,
  columns,
  transformations,
  unit = 'short',
  units = {},
  link,
  width = 12,
  height = 8,
}: Table): Builder<Panel> {
  const panel = new TableBuilder()
    .title(title)
    .description(about)
    .datasource(SOURCE)
    .targets(
      columns.map(({ expr }, i) =>
        new DataqueryBuilder()
          .refId(String.fromCodePoint(65 + i))
          .expr(expr)
          .instant()
          .format(PromQueryFormat.Table),
      ),
    )
    .transformations([...transformations])
    .unit(unit)
    .span(width)
    .height(height);
  for (const [name, of] of Object.entries(units)) panel.overrideByName(name, [{ id: 'unit', value: of }]);
  if (link !== undefined) panel.dataLinks([link]);
  return panel;
}

/** `rows` down, `columns` across; each cell is the field `value`. */
export function matrix(rows: string, columns: string, value: string): readonly DataTransformerConfig[] {
  return [
    { id: 'sortBy', options: { sort: [{ field: columns }] } },
    {
      id: 'groupingToMatrix',
      options: { rowField: rows, columnField: columns, valueField: value, emptyValue: 'null' },
    },
  ];
}

/** One row for each value of the label `by`, one column for each query, by its name. */
export function joined(by: string, names: readonly string[]): readonly DataTransformerConfig[] {
  const fields = names.map((name, i): [string, string] => [
    names.length === 1 ? 'Value' : `Value #${String.fromCodePoint(65 + i)}`,
    name,
  ]);
  return [
    { id: 'joinByField', options: { byField: by, mode: 'outer' } },
    { id: 'filterFieldsByName', options: { include: { names: [by, ...fields.map(([field]) => field)] } } },
    { id: 'organize', options: { renameByName: Object.fromEntries(fields) } },
  ];
}

/** A figure by market and local month, of the days within the time that is chosen at the top. */
export function monthQuery(series: string, over: 'all' | 'longest' = 'all'): string {
  const days = dayQuery(series, 'market', over, '$__range');
  return `sum by (market, month) (label_replace(${days}, "month", "$1", "day", "(.{7}).+"))`;
}

/** A row a market, a column a month. */
export function monthTable(
  content: Pick<Table, 'title' | 'about' | 'unit'> & { readonly expr: string },
): Builder<Panel> {
  const { expr, about, ...rest } = content;
  return table({
    ...rest,
    about: `${about} Months are those of the market; one that begins or ends outside the chosen time is given in part. No row: no data, which is not zero.`,
    columns: [{ expr, name: '' }],
    transformations: matrix('market', 'month', 'Value'),
  });
}
