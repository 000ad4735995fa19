import { completeSettings, type ListSettings, type ParseOutcome } from '@netvakt/blocklist';

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
