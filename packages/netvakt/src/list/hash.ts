import { resolve } from 'node:path';
import {
  completeSettings,
  DEFAULT_TEST_ENTRY,
  type HashedList,
  hashRules,
  LIST_FORMATS,
  loadListFile,
  readSecret,
} from '@netvakt/blocklist';
import { canonicaliseHost } from '@netvakt/matcher';
import type { Action } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { writeNamedNew } from '../base/named-file.ts';
import { shown } from '../base/text.ts';
import { secretRemedy } from '../config/secret.ts';
import { describeNamed } from './named-list.ts';

export interface HashOptions {
  readonly file: string;
  /** File of the key. */
  readonly key: string;
  readonly testEntry?: string;
  /** How the plain list is written. Default: detected automatically. */
  readonly format?: string;
  readonly output?: string;
  readonly json?: boolean;
}

/** What can be hashed: everything but hashes. */
const FORMATS = (['auto', ...LIST_FORMATS] as const).filter((format) => format !== 'keyed-hashes');

/** Writes a list anew, each entry as its keyed hash: for an authority, or whoever passes a list on. */
export const hash: Action<HashOptions> = async ({ stdout, stderr }, options) => {
  const { file, key, testEntry, output, json } = options;
  const host = canonicaliseHost(testEntry ?? DEFAULT_TEST_ENTRY);
  if (!host.ok || host.hostKind !== 'name') {
    await stderr.write('The test entry is no host: write a name, such as that of your own test site\n');
    return EXIT.usage;
  }
  const format = FORMATS.find((one) => one === (options.format ?? 'auto'));
  if (format === undefined) {
    await stderr.write(`There is no such format. There are: ${FORMATS.join(', ')}\n`);
    return EXIT.usage;
  }
  const source = { kind: 'file', path: resolve(key) } as const;
  const secret = readSecret(source);
  if (!secret.ok) {
    const remedy = secretRemedy(source, {}, secret, 'Name the file of the key. Draw one: netvakt list keygen --hash');
    await stderr.write(`${key}: ${secret.reason}, ${secret.found}. ${remedy}\n`);
    return EXIT.failed;
  }
  const read = await loadListFile(file, completeSettings({ id: 'hashed', markets: ['any'], format }), 0);
  if (!read.ok) {
    await stderr.write(`${describeNamed(file, read.refusal)}\n`);
    return EXIT.failed;
  }
  if (read.exceptions.length > 0) {
    await stderr.write(`${NO_EXCEPTIONS}\n`);
    return EXIT.failed;
  }
  const hashed = hashRules(read.rules, { key: secret.secret, testEntry: host.host });
  if (Object.keys(hashed.left).length > 0) {
    await stderr.write(`${leftOut(hashed)}\n`);
    return EXIT.failed;
  }
  const path = output ?? `${file}.hashes`;
  const { statedVersion, counts } = read.summary;
  const head = statedVersion === undefined ? [] : [`# version: ${statedVersion}`];
  await writeNamedNew(path, `${[...head, ...hashed.hashes].join('\n')}\n`, 0o600);
  const report = { output: path, rules: counts.active, hashes: hashed.hashes.length, rejected: counts.invalid };
  const others = counts.invalid + counts.quarantined;
  const text = `${report.hashes} hashes of ${counts.active} rules: ${path}${others > 0 ? `; ${others} lines gave no rule` : ''}`;
  await stdout.write(shown(json, { ...report, quarantined: counts.quarantined }, text));
  return EXIT.done;
};

const NO_EXCEPTIONS =
  'Cannot hash the list: it takes names out of its own rules, or holds wildcards without their name, and a hash can do neither. List what is blocked, each name with all below it, or in its own line';

/** A list with less than its original would unblock what is missing, and nobody would see it. */
function leftOut({ left }: HashedList): string {
  const kinds = Object.entries(left).map(([kind, count]) => `${count} ${kind}`);
  return `Cannot hash the list: ${kinds.join(', ')} rules can have no hash: addresses, and paths that are longer or have more directories than are asked for. Deliver them in a list of their own`;
}
