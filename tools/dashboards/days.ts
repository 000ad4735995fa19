/** Bars of local days. Their date is a label of the series: they depend on no clock, step or time zone of Grafana. */
import { PanelBuilder as BarsBuilder } from '@grafana/grafana-foundation-sdk/barchart';
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { drawAcross, SOURCE } from './panels.ts';

interface DayBars {
  readonly title: string;
  readonly about: string;
  /** One of the gauges with the label `day`, with its selector. */
  readonly series: string;
  /** The label that bars are grouped by. */
  readonly by: 'market' | 'list';
  /** How figures of several nodes are combined: their sum, or the largest. */
  readonly over?: 'all' | 'longest';
  readonly unit: string;
  readonly width?: number;
  /** A dashed line across, for comparison. */
  readonly reference?: number;
}

/**
 * The query of a figure by local day: the last thirty-one days, or another range. The largest sample of a date is its figure, because it
 * only grows; a pod that follows another on the same machine goes on from the same store, so of their series the largest counts.
 */
export function dayQuery(
  series: string,
  by: 'market' | 'list',
  over: 'all' | 'longest' = 'all',
  range = '31d',
): string {
  return `${over === 'all' ? 'sum' : 'max'} by (${by}, day) (max by (instance, ${by === 'list' ? 'market, list' : 'market'}, day) (max_over_time(${series}[${range}])))`;
}

/** One group of bars a day. */
export function dayBars({ title, about, series, by, over, unit, width = 12, reference }: DayBars): Builder<Panel> {
  const panel = new BarsBuilder()
    .title(title)
    .description(`${about} Days are those of the market's time zone; today is not over. A date without a bar: no data.`)
    .datasource(SOURCE)
    .targets([
      new DataqueryBuilder()
        .refId('A')
        .expr(dayQuery(series, by, over))
        .instant()
        .format(PromQueryFormat.Table),
    ])
    .transformations([
      { id: 'sortBy', options: { sort: [{ field: 'day' }] } },
      {
        id: 'groupingToMatrix',
        options: { rowField: 'day', columnField: by, valueField: 'Value', emptyValue: 'null' },
      },
    ])
    .unit(unit)
    .min(0)
    .span(width)
    .height(8)
    .xTickLabelRotation(-45);
  if (reference !== undefined) drawAcross(panel, reference);
  return panel;
}
