import { type Incident, SETTLING } from './incidents.ts';
import { type Column, type Recording, STEP } from './recording.ts';

/** Rules are evaluated so often, in seconds: a month of it takes some 20 s of CPU time. */
const EVALUATION = 1800;
const FIRING = 'ALERTS{alertstate="firing"}';
/** A file of rules. */
export interface RuleFile {
  /** Absolute, or from the folder of the test. */
  readonly path: string;
  readonly text: string;
}

/** What an alert is distinguished by. */
const PLACE = 'alertname, instance, market, list, family';

/**
 * The month as a file of `promtool test rules`, piece by piece. Its time begins at 0, as promtool's does. For each incident it says which
 * alerts fired until it was over and that none fires then, and for each time between two of them that none fired.
 *
 * @param ruleFiles - in the order of evaluation: an alert sees what was recorded before it
 */
export function* promtoolTestOf(
  recording: Recording,
  incidents: readonly Incident[],
  ruleFiles: readonly RuleFile[],
): Generator<string> {
  const groups = ruleFiles.flatMap(({ text }) => [...text.matchAll(/^ {2}- name: (\S+)$/gmu)].map(([, name]) => name));
  yield `rule_files: ${JSON.stringify(ruleFiles.map(({ path }) => path))}\nevaluation_interval: ${EVALUATION}s\n`;
  yield `group_eval_order: ${JSON.stringify(groups)}\ntests:\n`;
  yield `  - name: a month\n    interval: ${STEP}s\n    input_series:\n`;
  for (const column of recording.columns()) {
    yield `      - series: ${JSON.stringify(column.series)}\n        values: ${JSON.stringify(valuesOf(column, recording.start))}\n`;
  }
  yield '    promql_expr_test:\n';
  yield* expectations(incidents, recording.steps * STEP);
}

function* expectations(incidents: readonly Incident[], end: number): Generator<string> {
  let quietFrom = 0;
  for (const { begin, end: over, alerts } of incidents) {
    const clear = Math.min(over + SETTLING, end - STEP);
    yield* expectation(quietFrom, begin, []);
    yield* expectation(begin, clear, alerts);
    yield `      - { expr: '${FIRING}', eval_time: ${minutes(clear)} }\n`;
    quietFrom = clear;
  }
  yield* expectation(quietFrom, end - STEP, []);
}

/** Between the two seconds exactly `alerts` fired. */
function* expectation(from: number, to: number, alerts: Incident['alerts']): Generator<string> {
  if (to - from < EVALUATION) return;
  const range = minutes(to - from - STEP);
  yield `      - expr: 'group by (${PLACE}) (count_over_time(${FIRING}[${range}]))'\n        eval_time: ${minutes(to)}\n`;
  if (alerts.length === 0) return;
  yield '        exp_samples:\n';
  for (const alert of alerts) {
    const labels = Object.entries(alert).map(([name, value]) => `${name}="${value}"`);
    yield `          - { labels: '{${labels.join(', ')}}', value: 1 }\n`;
  }
}

const minutes = (seconds: number): string => `${Math.floor(seconds / 60)}m`;

/** Values in promtool's notation. Missing samples are `_`; the first of them is `stale`, which means that the target is gone. Runs are shortened. */
function valuesOf({ family, values }: Column, start: number): string {
  const offset = /_timestamp_seconds$|^process_start_time_seconds$/.test(family) ? start : 0;
  const texts = Array.from(values, (value, i) => {
    if (!Number.isNaN(value)) return String(shifted(value, offset));
    return i > 0 && !Number.isNaN(values[i - 1] ?? Number.NaN) ? 'stale' : '_';
  });
  // promtool's first sample is at 0, that of the first step at its end.
  return ['_', ...runsOf(texts)].join(' ');
}

/** Equal values one behind the other in short: `0x8639`. */
function* runsOf(texts: readonly string[]): Generator<string> {
  for (let at = 0; at < texts.length; ) {
    let end = at + 1;
    while (end < texts.length && texts[end] === texts[at]) end += 1;
    yield end - at < 3 ? texts.slice(at, end).join(' ') : runOf(texts[at] as string, end - at);
    at = end;
  }
}

/** `0x3` is 0 four times, `_x3` is three that are missing. */
function runOf(text: string, count: number): string {
  return text === '_' ? `_x${count}` : `${text}x${count - 1}`;
}

/** A time of the month as promtool's; 0 stays what it means, "never". */
function shifted(value: number, offset: number): number {
  return value > 0 ? value - offset : value;
}
