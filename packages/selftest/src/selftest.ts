import { writeFile } from 'node:fs/promises';
import { AS_NETVAKT, EXIT, type SelfTestAction, type SelfTestContext } from './context.ts';
import { syntheticList } from './lists/formats.ts';
import { formatOf, OptionError, originsOf, type Plan, planOf, type SelfTestOptions, written } from './options.ts';
import type { Evidence } from './origin/evidence.ts';
import { type Origins, remoteEvidence, startOrigins } from './origin/origins.ts';
import { htmlReport } from './report/html.ts';
import { summarise } from './report/summary.ts';
import { textReport } from './report/text.ts';
import type { Ground } from './run/ground.ts';
import { obstacle } from './run/preflight.ts';
import { runCases } from './run/run.ts';
import { serveOrigins } from './serve.ts';
import { VERSION } from './version.ts';

/** Runs the conformance suite against a filter; ends with 0 only if every case that was run passed. */
export const selfTest: SelfTestAction<SelfTestOptions> = async (context, options) => {
  try {
    if (options.printList === true) return await printList(context, options);
    if (options.serve === true) return await serveOrigins(context, options);
    return await test(context, options, planOf(options));
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    await context.stderr.write(`${error.message}\n`);
    return EXIT.usage;
  }
};

async function printList({ stdout }: SelfTestContext, { format, origins }: SelfTestOptions): Promise<number> {
  const files = syntheticList(formatOf(format), originsOf(origins));
  for (const [name, text] of files) await stdout.write(files.size === 1 ? text : `# --- ${name}\n${text}`);
  return EXIT.done;
}

async function test(context: SelfTestContext, options: SelfTestOptions, plan: Plan): Promise<number> {
  const { stderr, command = AS_NETVAKT } = context;
  let origins: Origins | undefined;
  try {
    if (plan.control === undefined) origins = await startOrigins(plan.origins);
    const evidence =
      origins ?? (await remoteEvidence(written(plan.control as NonNullable<Plan['control']>), plan.http.patience));
    return await against(groundOf(plan, options, evidence, origins), context, options);
  } catch (error) {
    const { code = (error as Error).name } = error as NodeJS.ErrnoException;
    await stderr.write(
      plan.control === undefined
        ? `Cannot start the origins at ${plan.origins.address}:${plan.origins.httpPort},${plan.origins.httpsPort} (${code})\n    Name an address and two free ports with --origins\n`
        : `Cannot reach the origins' control at ${written(plan.control)} (${code})\n    Start them there with ${command} --serve\n`,
    );
    return EXIT.failed;
  } finally {
    await origins?.close();
  }
}

function groundOf(plan: Plan, options: SelfTestOptions, evidence: Evidence, origins: Origins | undefined): Ground {
  const direct =
    origins === undefined ? undefined : { ...plan.http, host: plan.origins.address, port: origins.httpPort };
  return { ...plan, evidence, direct, metrics: options.metrics };
}

async function against(
  ground: Ground,
  { stdout, stderr, command = AS_NETVAKT }: SelfTestContext,
  options: SelfTestOptions,
): Promise<number> {
  const missing = await obstacle(ground, command);
  if (missing !== undefined) {
    await stderr.write(`${missing}\n`);
    return EXIT.failed;
  }
  const results = await runCases(ground, (done, all) => {
    if (stderr.isTerminal) void stderr.write(`\r${done}/${all} cases${done === all ? '\n' : ''}`);
  });
  const summary = summarise(results);
  const tested = `${ground.way === 'proxy' ? 'the proxy' : 'the route to'} ${written(ground.http)}`;
  // First of all: a page that cannot be written takes nothing of a run of minutes.
  await stdout.write(options.json === true ? `${JSON.stringify({ tested, ...summary })}\n` : textReport(summary));
  if (options.html !== undefined) {
    try {
      await writeFile(
        options.html,
        htmlReport(summary, `Netvakt ${VERSION} tested ${tested} on ${new Date().toISOString().slice(0, 10)}.`),
      );
    } catch (error) {
      const { code = 'unknown' } = error as NodeJS.ErrnoException;
      await stderr.write(
        `Cannot write ${options.html} (${code})\n    Name a file that this user may write with --html\n`,
      );
      return EXIT.failed;
    }
  }
  return summary.passed === summary.total ? EXIT.done : EXIT.failed;
}
