/**
 * Boots a kernel of the distribution in a virtual machine, with this checkout, and runs mode packet there: for what the kernel of this
 * machine may lack (`nft queue`). Root.
 *
 *   pnpm lab:kernel                     the newest kernel in /boot, a line for each step
 *   pnpm lab:kernel --kernel RELEASE    another one
 *   pnpm lab:kernel --json              one JSON object
 */
import { fileURLToPath } from 'node:url';
import { optionsOf } from '../command/options.ts';
import { type KernelStepOutcome, outcomeIn } from './guest/outcome.ts';
import { type InstalledKernel, kernelsHere, machineObstacle, runInMachine } from './machine.ts';

const HELP = `pnpm lab:kernel [--kernel RELEASE] [--minutes N] [--json]

Boots a kernel of the distribution under QEMU, with the files of this machine (read only), and shows mode packet there:
rules of nft queue, real TLS clients, an upgrade, failures, doctor. A quarter of an hour if it is emulated. Needs root.
  --kernel RELEASE  one of those in /boot; default: the newest
  --minutes N       after which the machine is switched off, 1 to 120; default: 30
  --console         the console too, on standard error
Exit code 0: all steps are as they should be, or none can be taken here, with the reason; 1: one is not.
`;
const GUEST = fileURLToPath(new URL('guest/main.ts', import.meta.url));
const MINUTE = 60_000;

const values = optionsOf({
  options: {
    kernel: { type: 'string' },
    minutes: { type: 'string', default: '30' },
    json: { type: 'boolean', default: false },
    console: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

async function main(): Promise<number> {
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const minutes = Number(values.minutes);
  if (!(minutes >= 1 && minutes <= 120)) return refuse(`--minutes ${values.minutes} is not from 1 to 120`);
  const reason = machineObstacle();
  if (reason !== undefined) {
    process.stdout.write(values.json ? `${JSON.stringify({ skipped: reason })}\n` : `Skipped: ${reason}\n`);
    return 0;
  }
  const kernels = kernelsHere();
  const kernel = kernels.findLast(({ release }) => release === (values.kernel ?? release));
  if (kernel === undefined)
    return refuse(`there is no kernel ${values.kernel}: ${kernels.map(({ release }) => release).join(', ')}`);
  return judge(kernel, minutes);
}

function refuse(fault: string): number {
  process.stderr.write(`${fault}\n`);
  return 2;
}

async function judge(kernel: InstalledKernel, minutes: number): Promise<number> {
  const outcomes: KernelStepOutcome[] = [];
  if (!values.json) process.stdout.write(`Linux ${kernel.release}\n`);
  const take = (line: string): void => {
    if (values.console) process.stderr.write(`${line}\n`);
    const outcome = outcomeIn(line);
    if (outcome === undefined) return;
    outcomes.push(outcome);
    if (!values.json && outcome.name !== '') process.stdout.write(outcomeText(outcome));
  };
  const inTime = await runInMachine(
    kernel,
    [process.execPath, '--conditions=@netvakt/source', GUEST],
    take,
    minutes * MINUTE,
  );
  const complete = outcomes.at(-1)?.name === '';
  const steps = outcomes.filter(({ name }) => name !== '');
  if (values.json) process.stdout.write(`${JSON.stringify({ kernel: kernel.release, complete, steps })}\n`);
  if (!complete)
    process.stderr.write(`The machine ended ${inTime ? 'before its last step' : `after ${minutes} minutes`}\n`);
  return complete && steps.every(({ fault }) => fault === undefined) ? 0 : 1;
}

function outcomeText({ name, seconds, figure, fault }: KernelStepOutcome): string {
  if (fault !== undefined) return `  NOT SEEN  ${name} (${seconds} s): ${fault}\n`;
  return `  seen      ${name} (${seconds} s)${figure === undefined ? '' : `: ${figure}`}\n`;
}

// Without a handler no 'exit' comes, at which the machine is switched off and its folder removed.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
process.exitCode = await main();
