import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  ReduceDataOptionsBuilder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  type Panel,
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as GraphBuilder } from '@grafana/grafana-foundation-sdk/timeseries';

/** No panel names a data source of its own: all follow the one that is chosen at the top. */
export const SOURCE: { readonly type: string; readonly uid: string } = { type: 'prometheus', uid: '${datasource}' };

/** A query and what its lines are called; `{{label}}` stands for a label's value. */
interface Line {
  readonly expr: string;
  readonly name: string;
}

/** The description of every panel. */
interface Content {
  readonly title: string;
  /** What it is, and what a reader would get wrong otherwise. */
  readonly about: string;
  readonly lines: readonly Line[];
  /** Grafana's name of the unit. */
  readonly unit: string;
  /** Width in 24 columns. */
  readonly width?: number;
}

export interface Graph extends Content {
  /** Lines by default. `stack`: areas on top of each other. Bars of days: see `days.ts`. */
  readonly as?: 'stack';
  /** A dashed line across, for comparison. */
  readonly reference?: number;
  readonly max?: number;
}

export interface Figure extends Content {
  /** From these values on the figure is amber, then red. Descending: below them. */
  readonly bounds?: readonly [amber: number, red: number];
}

/**
 * `counts` by `label`, without those that are zero, and all together: a line that is there, at zero, if all is well. Without it
 * "No data" would stand for both a healthy filter and one that is gone.
 */
export function breakdown(counts: string, label: string, all = 'all'): Line[] {
  return [
    { expr: `sum by (${label}) (${counts}) > 0`, name: `{{${label}}}` },
    { expr: `sum(${counts})`, name: all },
  ];
}

const targets = (lines: readonly Line[], instant: boolean): DataqueryBuilder[] =>
  lines.map(({ expr, name }, i) => {
    const query = new DataqueryBuilder()
      .refId(String.fromCodePoint(65 + i))
      .expr(expr)
      .legendFormat(name);
    return instant ? query.instant() : query.range();
  });

/** Values over time. */
export function graph({ title, about, lines, unit, width = 12, as, reference, max }: Graph): Builder<Panel> {
  const panel = new GraphBuilder()
    .title(title)
    .description(about)
    .datasource(SOURCE)
    .targets(targets(lines, false))
    .unit(unit)
    .min(0)
    .span(width)
    .height(8)
    .lineWidth(as === undefined ? 2 : 1)
    .fillOpacity(as === undefined ? 0 : 60)
    .legend(new VizLegendOptionsBuilder().showLegend(true))
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi));
  if (max !== undefined) panel.max(max);
  if (as === 'stack') panel.stacking(new StackingConfigBuilder().mode(StackingMode.Normal));
  if (reference !== undefined) drawAcross(panel, reference);
  return panel;
}

/** Draws a dashed line across a panel. */
export function drawAcross(
  panel: {
    thresholds(thresholds: ThresholdsConfigBuilder): unknown;
    thresholdsStyle(style: GraphThresholdsStyleConfigBuilder): unknown;
  },
  value: number,
): void {
  panel.thresholds(
    steps([
      { value: null, color: 'transparent' },
      { value, color: 'orange' },
    ]),
  );
  panel.thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed));
}

/** One number now. Of this moment alone: over a range the last good figure of a filter that is gone would stay. */
export function figure({ title, about, lines, unit, width = 4, bounds }: Figure): Builder<Panel> {
  const panel = new StatBuilder()
    .title(title)
    .description(about)
    .datasource(SOURCE)
    .targets(targets(lines, true))
    .unit(unit)
    .span(width)
    .height(4)
    .colorMode(bounds === undefined ? BigValueColorMode.None : BigValueColorMode.Background)
    .graphMode(BigValueGraphMode.None)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']));
  if (bounds !== undefined) panel.thresholds(steps(colours(bounds)));
  return panel;
}

/** The names of the lines that there are now. */
export function named({ title, about, lines, width = 4 }: Omit<Figure, 'unit' | 'bounds'>): Builder<Panel> {
  return new StatBuilder()
    .title(title)
    .description(about)
    .datasource(SOURCE)
    .targets(targets(lines, true))
    .span(width)
    .height(4)
    .colorMode(BigValueColorMode.None)
    .graphMode(BigValueGraphMode.None)
    .textMode(BigValueTextMode.Name)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']));
}

function colours([amber, red]: readonly [number, number]): Threshold[] {
  return amber < red
    ? [
        { value: null, color: 'green' },
        { value: amber, color: 'orange' },
        { value: red, color: 'red' },
      ]
    : [
        { value: null, color: 'red' },
        { value: red, color: 'orange' },
        { value: amber, color: 'green' },
      ];
}

/** Thresholds at values, not at shares. */
function steps(thresholds: Threshold[]): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(thresholds);
}
