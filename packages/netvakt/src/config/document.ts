import { type Document, isCollection, isMap, isNode, LineCounter, parseDocument, type YAMLError } from 'yaml';
import type { Problem } from './problem.ts';

/** A position in a file; both members count from 1. */
interface Place {
  readonly line: number;
  readonly column: number;
}

/** A YAML file that could be read: its value, and the position of each part. */
export interface ConfigDocument {
  readonly value: unknown;
  /** The value at `path`, or the nearest that exists above it. */
  place(path: readonly PropertyKey[]): Place;
  /** The key `name` in the map at `path`, for a fault of the key itself. */
  placeOfKey(path: readonly PropertyKey[], name: string): Place;
}

/** Nobody writes so many by hand; more is an attack on the reader ("a billion laughs"). */
const MOST_ALIASES = 100;

/** Reads one document of YAML 1.2. Repeated keys, unknown tags and warnings are problems; all of them are returned. */
export function readDocument(text: string, file: string): ConfigDocument | readonly Problem[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true, version: '1.2' });
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) return faults.map((fault) => problemOf(fault, lines, file));
  try {
    return located(document, lines, document.toJS({ maxAliasCount: MOST_ALIASES }));
  } catch {
    const fault = `has an alias that leads nowhere, or more than ${MOST_ALIASES} of them`;
    return [{ file, line: 1, column: 1, key: '', fault, remedy: 'Write the text out where it is used' }];
  }
}

function located(document: Document.Parsed, lines: LineCounter, value: unknown): ConfigDocument {
  const placeAt = (offset: number | undefined): Place => {
    const { line, col } = lines.linePos(offset ?? 0);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  return {
    value,
    place(path): Place {
      for (let depth = path.length; depth > 0; depth -= 1) {
        const node = document.getIn(path.slice(0, depth), true);
        if (isNode(node) && node.range) return placeAt(node.range[0]);
      }
      return placeAt(document.contents?.range[0]);
    },
    placeOfKey(path, name): Place {
      const map = path.length === 0 ? document.contents : document.getIn(path, true);
      const pair = isMap(map) ? map.items.find(({ key }) => isNode(key) && String(key) === name) : undefined;
      if (pair !== undefined && isNode(pair.key) && pair.key.range) return placeAt(pair.key.range[0]);
      return placeAt(isCollection(map) ? map.range?.[0] : undefined);
    },
  };
}

const REMEDIES: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  DUPLICATE_KEY: 'Keep one of the two',
  TAB_AS_INDENT: 'Indent with spaces',
  BAD_INDENT: 'Indent keys of one section alike',
  MULTIPLE_DOCS: 'Keep one document: remove the lines with ---',
};

function problemOf(fault: YAMLError, lines: LineCounter, file: string): Problem {
  const { line, col } = lines.linePos(fault.pos[0]);
  const what = fault.message.split('\n')[0] ?? '';
  return {
    file,
    line,
    column: col,
    key: '',
    fault: `is no valid YAML: ${what}`,
    remedy: REMEDIES[fault.code] ?? 'Correct the line',
  };
}
