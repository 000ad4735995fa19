/** The command of the machine: takes the steps one by one, and writes what each came to on the console. */
import { build } from './node.ts';
import { type KernelStepOutcome, outcomeLine } from './outcome.ts';
import { KERNEL_STEPS } from './steps.ts';

function write(outcome: KernelStepOutcome): void {
  process.stdout.write(outcomeLine(outcome));
}

await build();
for (const { name, see } of KERNEL_STEPS) {
  const begun = performance.now();
  const seconds = (): number => Math.round((performance.now() - begun) / 1000);
  try {
    const figure = await see();
    write({ name, seconds: seconds(), ...(figure === undefined ? {} : { figure }) });
  } catch (error) {
    write({ name, seconds: seconds(), fault: error instanceof Error ? error.message : String(error) });
  }
}
write({ name: '', seconds: 0 });
process.exit(); // a filter that a failed step has left running must not keep the machine on
