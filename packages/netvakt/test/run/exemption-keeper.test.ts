/** Exemptions in a filter that starts before anybody exempted anyone: in a folder that is empty, or that is not there yet. */
import { readdirSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { loadConfig } from '@netvakt/netvakt';
import { makeLog } from '../../src/base/log.ts';
import { ExemptionKeeper } from '../../src/run/exemption-keeper.ts';
import { Captured, runCommand } from '../support/captured.ts';
import { folderWith } from '../support/process.ts';
import { configText, LISTS } from '../support/stage.ts';

const now = (): number => Date.now() / 1000;

let folder = '';
let keeper: ExemptionKeeper | undefined;
afterEach(() => {
  keeper?.close();
  rmSync(folder, { recursive: true });
});

test.each(['empty', 'absent'])(
  'a folder that is %s: no warning, nothing written, and it can be used',
  async (state) => {
    folder = await folderWith({ 'netvakt.yaml': configText(9, 'exemptions: { folder: exempt }\n'), ...LISTS });
    const file = join(folder, 'netvakt.yaml');
    if (state === 'empty') await mkdir(join(folder, 'exempt'));
    const log = new Captured();
    keeper = new ExemptionKeeper({
      log: makeLog({ level: 'info', format: 'json' }, log),
      now,
      ledger: () => undefined,
      changed: () => undefined,
    });
    await keeper.follow(await loadConfig(file));
    expect(log.text).not.toMatch(/"level":"?(?:warn|error|40|50)/u);
    expect(readdirSync(folder).includes('exempt') ? readdirSync(join(folder, 'exempt')) : []).toEqual([]);

    const words = ['exempt', 'add', '198.51.100.7', '--owner', 'noc', '--reason', 'business', '--config', file];
    expect(await runCommand(words)).toMatchObject({ code: 0, stderr: '' });
    await keeper.look();
    expect(keeper.table.memory.byteLength).toBeGreaterThan(0);
  },
);
