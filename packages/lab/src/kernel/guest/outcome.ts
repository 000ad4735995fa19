/** One line of the machine's console: what a step came to. */

const MARK = 'lab-kernel: ';

export interface KernelStepOutcome {
  /** Name of the step; empty in the line after the last one. */
  readonly name: string;
  readonly seconds: number;
  /** What was counted. */
  readonly figure?: string;
  /** What was not as it should be. */
  readonly fault?: string;
}

export function outcomeLine(outcome: KernelStepOutcome): string {
  return `${MARK}${JSON.stringify(outcome)}\n`;
}

/** Reads a line of the console; `undefined` if it is another one, or one that the kernel has written into. */
export function outcomeIn(line: string): KernelStepOutcome | undefined {
  const at = line.indexOf(MARK);
  if (at < 0) return undefined;
  try {
    return JSON.parse(line.slice(at + MARK.length)) as KernelStepOutcome;
  } catch {
    return undefined;
  }
}
