import { type Case, GROUPS, type GroupId } from './case.ts';
import { FIELDS } from './fields.ts';
import { FRAMING } from './framing.ts';
import { OTHER } from './other.ts';
import { PIPELINES } from './pipelines.ts';
import { PLAIN } from './plain.ts';
import { SPELLING } from './spelling.ts';
import { TLS } from './tls.ts';

const order = Object.keys(GROUPS) as GroupId[];

/** Every case, by group. */
export const CASES: readonly Case[] = [
  ...PLAIN,
  ...SPELLING,
  ...FIELDS,
  ...FRAMING,
  ...PIPELINES,
  ...TLS,
  ...OTHER,
].sort((a, b) => order.indexOf(a.group) - order.indexOf(b.group));
