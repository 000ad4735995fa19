/** Writes the references that are made from source, so that they cannot differ from the program. `--help` shows the usage. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ChartTheme, peersChartSvg } from '../packages/bench/src/peers/chart.ts';
import { peerFigures } from '../packages/bench/src/peers/figures.ts';
import { keptScaleReport } from '../packages/bench/src/scale/docs.ts';
import { scalePage } from '../packages/bench/src/scale/report.ts';
import { sizingPage } from '../packages/bench/src/scale/sizing.ts';
import {
  conformanceCases,
  editionJsonSchema,
  indicatorsReference,
  policyJsonSchema,
  reportJsonSchema,
  surveyRowJsonSchema,
} from '../packages/coalition/src/index.ts';
import { metricsReference } from '../packages/metrics/src/index.ts';
import {
  cliReference,
  configReference,
  configSchema,
  labelMembers,
  totalsSchema,
} from '../packages/netvakt/src/index.ts';
import { DASHBOARD_PAGES } from './dashboards/index.ts';
import { prometheusRuleText } from './kubernetes/prometheus-rule.ts';
import { withDialects } from './list-dialects.ts';
import { optionsOf } from './options.ts';

const HELP = `Writes the references in docs/ that are made from source, and the files of deploy/ that are.

  pnpm run docs [--check]

  --check   write nothing, and name each that has drifted
  --help    print this text

Exit code: 0 done, or none has drifted, 1 one has, 2 wrong usage.
`;

const root = fileURLToPath(new URL('..', import.meta.url));

const PAGES: readonly { readonly path: string; readonly text: () => string }[] = [
  { path: 'docs/cli.md', text: cliReference },
  { path: 'docs/config.md', text: configReference },
  { path: 'docs/config.schema.json', text: () => `${JSON.stringify(configSchema(), null, 2)}\n` },
  { path: 'docs/totals.schema.json', text: () => `${JSON.stringify(totalsSchema(), null, 2)}\n` },
  { path: 'docs/coalition/report.schema.json', text: () => `${JSON.stringify(reportJsonSchema(), null, 2)}\n` },
  { path: 'docs/coalition/policy.schema.json', text: () => `${JSON.stringify(policyJsonSchema(), null, 2)}\n` },
  { path: 'docs/coalition/survey-row.schema.json', text: () => `${JSON.stringify(surveyRowJsonSchema(), null, 2)}\n` },
  { path: 'docs/coalition/edition.schema.json', text: () => `${JSON.stringify(editionJsonSchema(), null, 2)}\n` },
  { path: 'docs/coalition/indicators.md', text: indicatorsReference },
  ...conformanceCases().map(({ name, csv }) => ({ path: `docs/coalition/conformance/${name}.csv`, text: () => csv })),
  { path: 'docs/coalition/conformance/index.json', text: conformanceIndex },
  { path: 'docs/metrics.md', text: () => metricsReference(labelMembers()) },
  { path: 'docs/operating/lists.md', text: () => withDialects(onDisk('docs/operating/lists.md')) },
  { path: 'docs/benchmarks/scale.md', text: () => scalePage(keptScaleReport()) },
  { path: 'docs/operating/sizing.md', text: () => sizingPage(keptScaleReport(), onDisk('docs/benchmarks/packet.md')) },
  { path: 'docs/images/peers-light.svg', text: () => peersChart('light') },
  { path: 'docs/images/peers-dark.svg', text: () => peersChart('dark') },
  ...DASHBOARD_PAGES,
  { path: 'deploy/kubernetes/prometheus-rule.yaml', text: prometheusRuleText },
];

/** Charts of the figures that are committed: a run that writes other pages makes another chart. */
function peersChart(theme: ChartTheme): string {
  return peersChartSvg(peerFigures(onDisk('docs/benchmarks/matcher.md'), onDisk('docs/benchmarks/proxy.md')), theme);
}

/** What must be found in each table of the conformance suite. */
function conformanceIndex(): string {
  return `${JSON.stringify(
    conformanceCases().map(({ name, about, verdict }) => ({ file: `${name}.csv`, about, verdict })),
    null,
    2,
  )}\n`;
}

function onDisk(path: string): string {
  try {
    return readFileSync(`${root}${path}`, 'utf8');
  } catch {
    return ''; // not written yet: it has drifted
  }
}

/** Returns the exit code. */
function generate(args: readonly string[]): number {
  const options = optionsOf(args, { check: { type: 'boolean', default: false } }, HELP);
  if (typeof options === 'number') return options;
  const drifted = PAGES.filter(({ path, text }) => onDisk(path) !== text());
  if (options.check) {
    for (const { path } of drifted)
      process.stdout.write(`${path} has drifted from its source. Write it again: pnpm run docs\n`);
    return drifted.length === 0 ? 0 : 1;
  }
  for (const { path, text } of drifted) {
    mkdirSync(dirname(`${root}${path}`), { recursive: true });
    writeFileSync(`${root}${path}`, text());
    process.stdout.write(`wrote ${path}\n`);
  }
  return 0;
}

process.exitCode = generate(process.argv.slice(2));
