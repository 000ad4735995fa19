import { spawnSync } from 'node:child_process';
import { describe } from '@jest/globals';

/** The reason network namespaces cannot be made here, or `undefined` if they can. */
export function namespaceObstacle(): string | undefined {
  if (process.platform !== 'linux') return `network namespaces are not known on ${process.platform}`;
  if (process.geteuid?.() !== 0) return 'only root may make network namespaces';
  const missing = ['ip', 'nft', 'sysctl'].filter((tool) => spawnSync('sh', ['-c', `command -v ${tool}`]).status !== 0);
  return missing.length > 0 ? `not installed: ${missing.join(', ')}` : undefined;
}

const reason = namespaceObstacle();
const { skip } = describe;

/**
 * `describe` for tests that need network namespaces. If there are none they are skipped, with the reason in their name. Not
 * in CI: a test that is skipped there has never been run at all, so it runs, and fails.
 */
export const describeInNamespaces: (name: string, tests: () => void) => void =
  reason === undefined || process.env['CI'] !== undefined
    ? describe
    : (name, tests) => skip(`${name} (${reason})`, tests);
