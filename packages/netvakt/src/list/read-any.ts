import {
  completeSettings,
  LIST_FORMATS,
  type ListFormat,
  type ListSettings,
  type ParseOutcome,
} from '@netvakt/blocklist';

/**
 * Reads a list of any format, hashes without their key: enough to count and to compare, not to enforce.
 *
 * @param read - reads it with these settings
 */
export async function readAnyList<Read extends ParseOutcome>(
  id: string,
  read: (settings: ListSettings) => Promise<Read>,
): Promise<Read> {
  const settings = completeSettings({ id, markets: ['any'] });
  const found = await read(settings);
  if (found.ok || found.refusal.reason !== 'keyed-hashes') return found;
  return read({ ...settings, format: 'keyed-hashes' });
}

/** What is wrong with a format that the command line names; `undefined` if nothing is. */
export function formatFault(format: string | undefined): string | undefined {
  if (format === undefined || formatOf(format) !== undefined) return undefined;
  return `There is no format "${format}". There are: ${LIST_FORMATS.join(', ')}`;
}

/** The settings, with the format that the command line names, if it names one. */
export function inFormat(settings: ListSettings, format: string | undefined): ListSettings {
  const named = formatOf(format);
  return named === undefined ? settings : { ...settings, format: named };
}

function formatOf(format: string | undefined): ListFormat | undefined {
  return LIST_FORMATS.find((one) => one === format);
}
