/**
 * Runs a file in the form of web-platform-tests' `url/resources/urltestdata.json` and sorts every test into agreement, a documented
 * divergence (docs/divergences.md), or failure. The file is not part of this repository.
 *
 *   pnpm conformance:url FILE             counts, and each failure
 *   pnpm conformance:url FILE --json      one JSON object
 *
 * Exit code: 0 if nothing failed, 1 if something did, 2 for wrong usage.
 */
import { readFileSync } from 'node:fs';
import { type Comparison, compareUrl, type Reference } from './compare-url.ts';

interface UrlTest {
  readonly input: string;
  readonly base?: string | null;
  readonly failure?: boolean;
  readonly protocol?: string;
  readonly hostname?: string;
  readonly port?: string;
  readonly pathname?: string;
  readonly search?: string;
}

interface Report {
  readonly file: string;
  readonly tests: number;
  readonly agreements: number;
  readonly divergences: Readonly<Record<string, number>>;
  readonly failures: readonly { readonly input: string; readonly ours: string; readonly theirs: string }[];
}

const WITH_AUTHORITY = /^[\0-\u0020]*[a-z][a-z0-9+.\-\t\n\r]*:[\t\n\r]*[/\\][\t\n\r]*[/\\]/iu;

/** True for the form of a test; the file also holds comments as plain strings. */
function isTest(value: unknown): value is UrlTest {
  return typeof value === 'object' && value !== null && 'input' in value && typeof value.input === 'string';
}

/** A text that leans on its base is not compared: we have no bases. */
function compareTest(test: UrlTest): Comparison {
  const based = typeof test.base === 'string' && test.base !== 'about:blank';
  if (based && !WITH_AUTHORITY.test(test.input)) return { kind: 'diverges', rows: ['relative'] };
  const { protocol = '', hostname = '', port = '', pathname = '', search = '' } = test;
  const reference: Reference = test.failure === true ? undefined : { protocol, hostname, port, pathname, search };
  return compareUrl(test.input, reference);
}

function reportOf(file: string, tests: readonly UrlTest[]): Report {
  const divergences: Record<string, number> = {};
  const failures: Report['failures'][number][] = [];
  let agreements = 0;
  for (const test of tests) {
    const comparison = compareTest(test);
    if (comparison.kind === 'agrees') agreements += 1;
    else if (comparison.kind === 'fails')
      failures.push({ input: test.input, ours: comparison.ours, theirs: comparison.theirs });
    else for (const row of comparison.rows) divergences[row] = (divergences[row] ?? 0) + 1;
  }
  return { file, tests: tests.length, agreements, divergences, failures };
}

function printed({ tests, agreements, divergences, failures }: Report): string {
  const rows = Object.entries(divergences).toSorted(([, left], [, right]) => right - left);
  const diverging = tests - agreements - failures.length;
  return [
    `${tests} tests: ${agreements} agree, ${diverging} diverge as documented, ${failures.length} fail`,
    ...rows.map(([row, count]) => `  diverges  ${String(count).padStart(5)}  ${row}`),
    ...failures.map(
      ({ input, ours, theirs }) => `  FAILS  ${JSON.stringify(input)}\n    ours    ${ours}\n    theirs  ${theirs}`,
    ),
  ].join('\n');
}

function main(args: readonly string[]): number {
  const files = args.filter((argument) => !argument.startsWith('--'));
  const [file] = files;
  if (file === undefined || files.length > 1) {
    process.stderr.write('Usage: pnpm conformance:url FILE [--json]\n');
    return 2;
  }
  const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const report = reportOf(file, Array.isArray(content) ? content.filter(isTest) : []);
  process.stdout.write(`${args.includes('--json') ? JSON.stringify(report) : printed(report)}\n`);
  return report.failures.length === 0 && report.tests > 0 ? 0 : 1;
}

process.exitCode = main(process.argv.slice(2));
