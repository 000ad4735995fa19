/**
 * One JSON value a row: an element of a JSON document, or a line of JSON Lines.
 *
 *   "bad.test/a"                                         a host or URL, as in a list of URLs
 *   {"url": "http://bad.test/a", "domain": "bad.test"}   the members named as in a CSV's header, the others ignored
 *   {"type": "domain", "value": "bad.test"}              an indicator: of a domain, host, URL or address
 *   {"version": "2026-11-23"}                            before the first entry: the list's version
 */

import { type Json, jsonObject, parseStrictJson } from '@netvakt/json';
import { type ColumnName, type Columns, columnNamed, type Field, field, takeColumns } from './columns.ts';
import type { RowReader, RowSink } from './row.ts';
import { isVersion } from './version.ts';

const VERSION_NAMES = ['version', 'serial'] as const;

/** Reads rows of one JSON value each. */
export class JsonReader implements RowReader {
  #seenEntry = false;
  #hostOnly = false;

  array(strings: 'hosts' | 'any'): void {
    this.#hostOnly = strings === 'hosts';
  }

  row(text: string, sink: RowSink): void {
    if (text.trim() === '') return;
    const read = parseStrictJson(text);
    if (!read.ok) {
      sink.rejected(read.reason, read.offset);
      return;
    }
    const version = this.#seenEntry ? undefined : versionOf(read.value);
    this.#seenEntry = true;
    if (version === undefined) take(read.value, this.#hostOnly, sink);
    else sink.version(version);
  }
}

/** The version that an object of one member states, or the frame of a document. */
export function versionOf(value: Json | undefined, members = 1): string | undefined {
  const object = jsonObject(value);
  if (object === undefined || Object.keys(object).length > members) return undefined;
  const stated = VERSION_NAMES.map((name) => object[name]).find((text) => text !== undefined);
  const text = typeof stated === 'number' ? `${stated}` : stated;
  return typeof text === 'string' && isVersion(text) ? text : undefined;
}

function take(value: Json, hostOnly: boolean, sink: RowSink): void {
  if (typeof value === 'string') {
    const found = field(value, 1);
    if (found === undefined) sink.rejected('row-names-nothing', 0);
    else sink.entry({ ...found, hostOnly });
    return;
  }
  const object = jsonObject(value);
  if (object === undefined) sink.rejected('row-malformed', 0);
  else takeColumns(columnsOf(object, hostOnly), sink);
}

/** Members by the names of columns, the first of each; of an indicator, its value; in an array of hosts, the name. */
function columnsOf(object: { readonly [name: string]: Json }, hostOnly: boolean): Columns {
  const columns: Partial<Record<ColumnName, Field>> = {};
  for (const [name, value] of Object.entries(object)) {
    const column = columnNamed(name);
    const text = textOf(value);
    if (column !== undefined && text !== undefined) columns[column] ??= text;
  }
  if (Object.keys(columns).length > 0) return columns;
  return hostOnly ? { domain: textOf(object['name'] ?? object['value']) } : indicatorOf(object);
}

/** A type says what a value is; without a known one, it may be anything. */
function indicatorOf({ type, value, indicator }: { readonly [name: string]: Json }): Columns {
  const column = typeof type === 'string' ? columnNamed(type.replace(/v[46]$/iu, '')) : undefined;
  const text = textOf(value ?? indicator);
  return column === undefined || text === undefined ? {} : { [column]: text };
}

function textOf(value: Json | undefined): Field | undefined {
  return typeof value === 'string' ? field(value, 0) : undefined;
}

/** True for a line that begins as a JSON object or string does. */
export function looksLikeJsonLine(text: string): boolean {
  return /^\s*[{"]/u.test(text);
}
