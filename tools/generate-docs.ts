/**
 * Writes the references that are made from source, so that they cannot say what the program does not do.
 *
 *   pnpm run docs                    writes them
 *   node tools/generate-docs.ts --check   fails where one has drifted, naming it
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
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

const root = fileURLToPath(new URL('..', import.meta.url));

const PAGES: readonly { readonly path: string; readonly text: () => string }[] = [
  { path: 'docs/cli.md', text: cliReference },
  { path: 'docs/config.md', text: configReference },
  { path: 'docs/config.schema.json', text: () => `${JSON.stringify(configSchema(), null, 2)}\n` },
  { path: 'docs/totals.schema.json', text: () => `${JSON.stringify(totalsSchema(), null, 2)}\n` },
  { path: 'docs/metrics.md', text: () => metricsReference(labelMembers()) },
  { path: 'docs/operating/lists.md', text: () => withDialects(onDisk('docs/operating/lists.md')) },
  ...DASHBOARD_PAGES,
  { path: 'deploy/kubernetes/prometheus-rule.yaml', text: prometheusRuleText },
];

function onDisk(path: string): string {
  try {
    return readFileSync(`${root}${path}`, 'utf8');
  } catch {
    return ''; // not written yet: it has drifted
  }
}

const drifted = PAGES.filter(({ path, text }) => onDisk(path) !== text());
if (process.argv.includes('--check')) {
  for (const { path } of drifted)
    process.stdout.write(`${path} has drifted from its source. Write it again: pnpm run docs\n`);
  process.exitCode = drifted.length === 0 ? 0 : 1;
} else {
  for (const { path, text } of drifted) {
    writeFileSync(`${root}${path}`, text());
    process.stdout.write(`wrote ${path}\n`);
  }
}
