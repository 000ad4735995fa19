/** `netvakt doctor`: checks whether this machine can do what the configuration asks for, and reports the remedy if it cannot. */
import type { Action } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { configured } from '../config/default-config.ts';
import { askAt } from './checks/service.ts';
import { examine } from './examine.ts';
import type { MachineFinding } from './finding.ts';
import { thisMachine } from './machine.ts';

export interface DoctorOptions {
  readonly config?: string;
  readonly json?: boolean;
}

const SIGNS = { good: 'ok     ', warning: 'warning', fault: 'FAULT  ', skipped: 'skipped' } as const;

export const doctor: Action<DoctorOptions> = async ({ stdout, environment }, { config: file, json }) => {
  const config = await configured(file);
  const findings: MachineFinding[] = [];
  for await (const finding of examine(thisMachine(environment), config, askAt(config))) {
    findings.push(finding);
    if (json !== true) await stdout.write(lineOf(finding));
  }
  const count = (state: MachineFinding['state']): number =>
    findings.filter((finding) => finding.state === state).length;
  const [faults, warnings] = [count('fault'), count('warning')];
  if (json === true) await stdout.write(`${JSON.stringify({ faults, warnings, findings })}\n`);
  else await stdout.write(`\n${findings.length} looked at, ${faults} faults, ${warnings} warnings\n`);
  return faults === 0 ? EXIT.done : EXIT.failed;
};

function lineOf({ check, state, found, remedy }: MachineFinding): string {
  const rest = remedy === '' ? '' : `\n${' '.repeat(29)}→ ${remedy}`;
  return `${SIGNS[state]}  ${check.padEnd(20)}${found}${rest}\n`;
}
