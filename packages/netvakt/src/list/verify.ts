import {
  coverageOf,
  digested,
  judgeContent,
  judgeManifest,
  type ListCoverage,
  type ListSettings,
  loadListFile,
  type Manifest,
  readKeys,
} from '@netvakt/blocklist';
import type { Action } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { readNamed } from '../base/named-file.ts';
import { configured } from '../config/default-config.ts';
import { withHashKey } from '../config/hash-key.ts';
import { coverageReport, coverageText } from './coverage-report.ts';
import { describeNamed, MOST_LIST_BYTES } from './named-list.ts';
import { formatFault, inFormat, readAnyList } from './read-any.ts';

export interface VerifyOptions {
  readonly file: string;
  /** Document of keys: the manifest is judged, too. */
  readonly keys?: string;
  /** The list that the manifest, or the configuration, calls so. */
  readonly list?: string;
  readonly manifest?: string;
  /** How the file is written. Default: found from its first lines. */
  readonly format?: string;
  /** Take the settings of the list from this configuration. */
  readonly config?: string;
  readonly json?: boolean;
}

/** What of a command failed: for standard error, and as an object. */
interface Failure {
  readonly reason: string;
  readonly found: string;
  readonly text: string;
}

/**
 * Reports what a list covers, and judges its manifest if keys are given, as an update would, without a store: what was believed before
 * is not known here. No entry is printed.
 */
export const verify: Action<VerifyOptions> = async ({ stdout, stderr }, options) => {
  const { file, keys, list, json } = options;
  const wrong = usageOf(options);
  if (wrong !== undefined) {
    await stderr.write(`${wrong}\n`);
    return EXIT.usage;
  }
  const judged = keys === undefined || list === undefined ? undefined : await judgedManifest(options, keys, list);
  const covered = isFailure(judged) ? judged : await coverageIn(options);
  if (isFailure(covered)) {
    const { reason, found, text } = covered;
    await stderr.write(json === true ? `${JSON.stringify({ ok: false, reason, found })}\n` : `${text}\n`);
    return EXIT.failed;
  }
  const signed = isFailure(judged) ? undefined : judged;
  await stdout.write(json === true ? objectOf(covered, signed) : textOf(file, covered, signed));
  return EXIT.done;
};

function isFailure(result: object | undefined): result is Failure {
  return result !== undefined && 'reason' in result;
}

function objectOf(covered: ListCoverage, signed: Manifest | undefined): string {
  return `${JSON.stringify({ ...coverageReport(covered), ...(signed && manifestReport(signed)) })}\n`;
}

function textOf(file: string, covered: ListCoverage, signed: Manifest | undefined): string {
  const manifest =
    signed === undefined ? '' : `${file}: good, version ${signed.version}, ${signed.entries} entries\n\n`;
  return `${manifest}${coverageText(file, covered)}`;
}

function usageOf({ keys, list, manifest, format, config }: VerifyOptions): string | undefined {
  if ((keys === undefined) !== (list === undefined) && config === undefined)
    return 'Give --keys and --list together to judge a manifest, or neither to see what the file covers';
  if (config !== undefined && list === undefined) return 'Name a list of the configuration with --list ID';
  if (manifest !== undefined && keys === undefined) return 'Give --keys, too: a manifest is judged by them';
  return formatFault(format);
}

async function judgedManifest(
  { file, manifest }: VerifyOptions,
  keys: string,
  list: string,
): Promise<Manifest | Failure> {
  const read = readKeys(await readNamed(keys), list);
  if (!read.ok) return { ...read, text: `${keys}: ${read.reason}, ${read.found}` };
  const context = { keys: read.keys, memory: undefined, now: Date.now(), maxVersionStep: Number.MAX_SAFE_INTEGER };
  const judged = judgeManifest(await readNamed(manifest ?? `${file}.manifest`), context);
  const failure = judged.ok
    ? judgeContent(judged.manifest, digested(await readNamed(file, { most: MOST_LIST_BYTES })))
    : judged;
  if (failure !== undefined) return { ...failure, text: `${file}: ${failure.reason}, ${failure.found}` };
  if (!judged.ok) throw new TypeError('A manifest without failure is believed');
  return judged.manifest;
}

async function coverageIn(options: VerifyOptions): Promise<ListCoverage | Failure> {
  const { file, list } = options;
  const settings = await settingsOf(options);
  if (settings !== undefined && 'reason' in settings) return settings;
  const read = await readAnyList(list ?? 'verified', (found) =>
    loadListFile(file, inFormat(settings ?? found, options.format), 0),
  );
  if (read.ok) return coverageOf(read);
  const { reason, found } = read.refusal;
  return { reason, found, text: describeNamed(file, read.refusal, settings !== undefined) };
}

/** The settings that the configuration has for the list; `undefined` without a configuration. */
async function settingsOf({ config, list }: VerifyOptions): Promise<ListSettings | Failure | undefined> {
  if (config === undefined) return undefined;
  const { reloadable } = await configured(config);
  const one = reloadable.lists.find(({ settings }) => settings.id === list);
  if (one !== undefined) return withHashKey(one, process.env).settings;
  const found = `there is no list ${list}; there are: ${reloadable.lists.map(({ settings }) => settings.id).join(', ')}`;
  return { reason: 'list-unknown', found, text: `${config}: ${found}` };
}

function manifestReport({ list, version, entries, expires }: Manifest): object {
  return { ok: true, list, version, entries, expires: new Date(expires).toISOString() };
}
