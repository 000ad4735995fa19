import type { Random } from '@netvakt/fixtures';

/** One way in which bytes differ from what a correct client sends: a row of the table of what origins accept. */
export interface Form<Draft> {
  readonly name: string;
  /** Forms of one group replace each other: a flow has at most one of each. */
  readonly group: string;
  readonly write: (draft: Draft, random: Random) => void;
}

/** One to three forms of different groups. */
export function chooseForms<Draft>(forms: readonly Form<Draft>[], random: Random): readonly Form<Draft>[] {
  const chosen: Form<Draft>[] = [];
  for (let count = random.between(1, 3); count > 0; count -= 1) {
    const form = random.pick(forms);
    if (!chosen.some(({ group }) => group === form.group)) chosen.push(form);
  }
  return chosen;
}

/** Any bytes, as Latin-1 text. */
export function randomText(random: Random, least: number, most: number): string {
  const bytes = Array.from({ length: random.between(least, most) }, () => random.below(256));
  return String.fromCharCode(...bytes);
}
