/** Marks on every graph: what happened to the filter when a line changed. */
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import { type AnnotationQuery, AnnotationQueryBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { SOURCE } from './panels.ts';

interface Mark {
  readonly name: string;
  /** Has a sample at the end of the minute in which it happened; of an alert, for as long as it fires. */
  readonly expr: string;
  readonly title: string;
  readonly text: string;
  readonly color: string;
}

/** A step of a minute finds each minute once, however wide the graph is. */
const STEP = '60s';

/**
 * The minutes in which a time that only moves forward did so. It is compared with the minute before and not within its own one: `changes`
 * over a minute does not see what happened between the last sample of one minute and the first of the next. Ten minutes of the past find
 * it also if the filter was away meanwhile.
 */
const moved = (series: string): string => `${series} > max_over_time(${series}[10m] offset 1m)`;

const MARKS: readonly Mark[] = [
  {
    name: 'Alerts',
    expr: 'ALERTS{alertname=~"Netvakt.+", alertstate="firing", severity!="info"}',
    title: '{{alertname}}',
    text: '{{severity}} {{instance}} {{market}}',
    color: 'red',
  },
  {
    name: 'List versions',
    expr: 'netvakt_list_info{job="$job"} unless netvakt_list_info{job="$job"} offset 1m',
    title: 'List {{list}}',
    text: 'version {{version}} on {{instance}}',
    color: 'blue',
  },
  {
    name: 'Reloads',
    expr: moved('netvakt_config_last_success_timestamp_seconds{job="$job"}'),
    title: 'Configuration or lists reloaded',
    text: '{{instance}}',
    color: 'green',
  },
  {
    name: 'Restarts',
    expr: moved('process_start_time_seconds{job="$job"}'),
    title: 'Restarted',
    text: '{{instance}}',
    color: 'orange',
  },
];

/** The marks of a dashboard; each can be switched off at its top. */
export function annotations(): Builder<AnnotationQuery>[] {
  return MARKS.map(({ name, expr, title, text, color }) =>
    new AnnotationQueryBuilder()
      .name(name)
      .datasource(SOURCE)
      .enable(true)
      .iconColor(color)
      .expr(expr)
      .step(STEP)
      .titleFormat(title)
      .textFormat(text),
  );
}
