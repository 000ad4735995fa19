/**
 * One JSON value a row: an element of a JSON document, or a line of JSON Lines.
 *
 *   "bad.test/a"                                         a host or URL, as in a list of URLs
 *   {"url": "http://bad.test/a", "domain": "bad.test"}   the members named as in a CSV's header, the others ignored
 *   {"version": "2026-11-23"}                            before the first entry: the list's version
 */

import { type Json, jsonObject, parseStrictJson } from '@netvakt/json';
import { type Columns, type Field, field, takeColumns } from './columns.ts';
import type { RowReader, RowSink } from './row.ts';
import { isVersion } from './version.ts';

const VERSION_NAMES = ['version', 'serial'] as const;

/** Reads rows of one JSON value each. */
export class JsonReader implements RowReader {
  #seenEntry = false;

  row(text: string, sink: RowSink): void {
    if (text.trim() === '') return;
    const read = parseStrictJson(text);
    if (!read.ok) {
      sink.rejected(read.reason, read.offset);
      return;
    }
    const version = this.#seenEntry ? undefined : versionOf(read.value);
    this.#seenEntry = true;
    if (version === undefined) take(read.value, sink);
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

function take(value: Json, sink: RowSink): void {
  if (typeof value === 'string') {
    const found = field(value, 1);
    if (found === undefined) sink.rejected('row-names-nothing', 0);
    else sink.entry({ ...found, hostOnly: false });
    return;
  }
  const object = jsonObject(value);
  if (object === undefined) sink.rejected('row-malformed', 0);
  else takeColumns(columnsOf(object), sink);
}

function columnsOf(object: { readonly [name: string]: Json }): Columns {
  return {
    url: textOf(object['url'] ?? object['uri']),
    domain: textOf(object['domain'] ?? object['host'] ?? object['hostname']),
    ip: textOf(object['ip'] ?? object['ip_address']),
  };
}

function textOf(value: Json | undefined): Field | undefined {
  return typeof value === 'string' ? field(value, 0) : undefined;
}

/** True for a line that begins as a JSON object or string does. */
export function looksLikeJsonLine(text: string): boolean {
  return /^\s*[{"]/u.test(text);
}
