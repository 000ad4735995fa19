import type { z } from 'zod';
import type { ConfigDocument } from './document.ts';
import { choicesOf, type SchemaNode, schemaAt } from './json-schema.ts';
import { keyOf, type Problem } from './problem.ts';
import { suggest } from './suggest.ts';

type Issue = z.core.$ZodIssue;
type Explained = Pick<Problem, 'fault' | 'remedy'>;

/** Turns the validator's findings into problems that a person can act on: where, what was found, what is allowed. */
export function explainIssues(
  issues: readonly Issue[],
  document: ConfigDocument,
  schema: SchemaNode,
  file: string,
): Problem[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => unknownKey(key, issue.path, { document, schema, file }));
    const found = valueAt(document.value, issue.path);
    const key = keyOf(issue.path);
    return [{ file, ...document.place(issue.path), key, ...explain(issue, found, schemaAt(schema, issue.path)) }];
  });
}

interface IssueContext {
  readonly document: ConfigDocument;
  readonly schema: SchemaNode;
  readonly file: string;
}

function unknownKey(key: string, path: readonly PropertyKey[], { document, schema, file }: IssueContext): Problem {
  const known = Object.keys(schemaAt(schema, path)?.properties ?? {});
  const meant = suggest(key, known);
  const remedy = meant === undefined ? `Remove it. Known here: ${known.join(', ')}` : `Did you mean "${meant}"?`;
  return { file, ...document.placeOfKey(path, key), key: keyOf([...path, key]), fault: 'is no known key', remedy };
}

function explain(issue: Issue, found: unknown, node: SchemaNode | undefined): Explained {
  if (found === undefined) return missing(node);
  if (issue.code === 'custom') return { fault: `${show(found)} ${issue.message}`, remedy: remedyOf(issue.params) };
  if (issue.code === 'invalid_format') {
    return {
      fault: `${show(found)} has not the form asked for`,
      remedy: `Write it as ${node?.pattern ?? issue.format}`,
    };
  }
  if (issue.code === 'too_big' || issue.code === 'too_small') return outOfBounds(issue, found, node);
  return wrongValue(found, node);
}

function missing(node: SchemaNode | undefined): Explained {
  return { fault: 'is missing', remedy: `Add it. ${node?.description ?? ''}`.trim() };
}

type OutOfBounds = Extract<Issue, { code: 'too_big' | 'too_small' }>;

function outOfBounds(issue: OutOfBounds, found: unknown, node: SchemaNode = {}): Explained {
  const bound = issue.code === 'too_big' ? `above the maximum ${issue.maximum}` : `below the minimum ${issue.minimum}`;
  if (Array.isArray(found)) {
    const most = node.maxItems ?? 'any number of';
    return { fault: `has ${found.length} entries, ${bound}`, remedy: `Give ${node.minItems ?? 0} to ${most} entries` };
  }
  return {
    fault: `${show(found)} is ${bound}`,
    remedy: `Choose from ${node.minimum ?? '…'} to ${node.maximum ?? '…'}`,
  };
}

/** A value of another type, or outside a choice. */
function wrongValue(found: unknown, node: SchemaNode | undefined): Explained {
  const choices = node === undefined ? [] : choicesOf(node).map(String);
  if (choices.length > 0) {
    const meant = typeof found === 'string' ? suggest(found, choices) : undefined;
    const hint = meant === undefined ? '' : ` Did you mean "${meant}"?`;
    return { fault: `${show(found)} is no choice here`, remedy: `Choose one of ${choices.join(', ')}.${hint}` };
  }
  return {
    fault: `${show(found)} is not ${nameOf(node)}`,
    remedy: `Write ${nameOf(node)}. ${node?.description ?? ''}`.trim(),
  };
}

const TYPE_NAMES: Readonly<Record<NonNullable<SchemaNode['type']>, string>> = {
  object: 'a section of keys',
  array: 'a list: one entry a line, each after "- "',
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
};

function nameOf(node: SchemaNode | undefined): string {
  return node?.type === undefined ? 'what belongs here' : TYPE_NAMES[node.type];
}

function remedyOf(params: Readonly<Record<string, unknown>> | undefined): string {
  const remedy = params?.['remedy'];
  return typeof remedy === 'string' ? remedy : 'Correct it';
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let found = value;
  for (const step of path) found = typeof found === 'object' && found !== null ? Reflect.get(found, step) : undefined;
  return found;
}

/** A value as it was written, at most 60 characters of it; sections and lists are only named. */
function show(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a section';
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length <= 60 ? text : `${text.slice(0, 57)}…"`;
}
