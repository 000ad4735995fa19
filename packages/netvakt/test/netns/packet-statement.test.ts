import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { describeInNamespaces } from '../../../proxy/test/netns/support/available.ts';
import { checkConfig } from '../../src/config/load.ts';
import { planOf } from '../../src/export/nft/plan-of-config.ts';
import { rulesetText } from '../../src/export/nft/ruleset.ts';
import { LEAST } from '../support/config-text.ts';

const LISTEN = '[{ mode: packet, queues: 4 }, { mode: tproxy, address: "::", port: 8080 }]';

/** What nft itself complains of in a ruleset, each with the line of the ruleset that it is about. */
function complaints(text: string): readonly string[] {
  const { stderr } = spawnSync('unshare', ['--net', 'nft', '-c', '-f', '-'], { input: text, encoding: 'utf8' });
  return [...stderr.matchAll(/Error: ([^\n]*)\n([^\n]*)/gu)].map(
    ([, error = '', line = '']) => `${error}: ${line.trim()}`,
  );
}

describeInNamespaces('the rules of packets, as nft reads them', () => {
  test.each(['open', 'closed'])(
    'overload %s: all is taken, but for what the kernel of this machine lacks',
    (overload) => {
      const listen = LISTEN.replace('queues: 4', `queues: 4, overload: ${overload}`);
      const config = checkConfig(
        `${LEAST}proxy: { listen: ${listen} }\ninterception: { subscribers: [eth1] }\n`,
        '/n.yaml',
      );
      const text = rulesetText(planOf(config, []));
      const statement = `queue num 0-3${overload === 'open' ? ' bypass' : ''}`;
      expect(text.split('\n').filter((line) => line.trim() === statement)).toHaveLength(2);
      // A kernel without NFT_QUEUE rejects these statements, and nothing else; nft has read them.
      const lacking = complaints(text).filter(
        (one) => one !== `Could not process rule: No such file or directory: ${statement}`,
      );
      expect(lacking).toEqual([]);
      // Only the other way to hand packets over is left: nothing may be wrong with the rest.
      expect(complaints(text.replaceAll(statement, 'accept'))).toEqual([]);
    },
  );
});
