import { url } from 'node:inspector';

/** Options of Node that show its memory, or whom it talks to, to somebody else: an inspector, a heap snapshot, a report. */
const REVEALING =
  /^--(?:inspect(?![-_]port|[-_]publish)|heapsnapshot[-_]|report[-_](?:on|uncaught)|debug(?:[-_]brk)?(?:=|$))/u;

/**
 * Variables that reach into each process that is started from here; none of them is needed by a filter. `@netvakt/blocklist` has a set
 * of its own, which is not imported: this runs before that may be loaded.
 */
const REACHING = [
  'NODE_OPTIONS',
  'NODE_DEBUG',
  'NODE_DEBUG_NATIVE',
  'NODE_V8_COVERAGE',
  'NODE_INSPECT_RESUME_ON_START',
];

/**
 * What of `options` and `environment` would reveal what the process holds: the options, and the variables that print what clients
 * ask for. Nothing of their values is returned but the name of an option.
 */
export function revealing(options: readonly string[], environment: NodeJS.ProcessEnv): readonly string[] {
  const given = [...options, ...(environment['NODE_OPTIONS'] ?? '').split(/["\s]+/u)];
  const names = given.filter((option) => REVEALING.test(option)).map((option) => option.split('=')[0] ?? option);
  const debugs = ['NODE_DEBUG', 'NODE_DEBUG_NATIVE'].filter((name) => (environment[name] ?? '') !== '');
  return [...new Set([...names, ...debugs])];
}

/**
 * Ends the process if anybody can look into its memory: it is about to hold entries and secrets. Else takes the variables that would
 * reach its children out of the environment, and lets no report be written. To be called before anything is read.
 */
export function secure(): void {
  const found = revealing(process.execArgv, process.env);
  if (found.length > 0 || url() !== undefined) {
    const what = found.length > 0 ? found.join(', ') : 'an inspector';
    process.stderr.write(
      `Cannot start with ${what}: it would show the lists, or what clients ask for. Take it out of the command line or the environment\n`,
    );
    process.exit(1);
  }
  for (const name of REACHING) delete process.env[name];
  process.report.reportOnFatalError = false;
  process.report.reportOnSignal = false;
  process.report.reportOnUncaughtException = false;
}
