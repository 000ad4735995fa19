/** `netvakt exempt apply`: the register into the nftables sets in force, after somebody wrote the file or loaded the rules by hand. */
import type { Action } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { shown } from '../base/text.ts';
import { type ExemptOptions, type LoadUpdate, notifyFilter, updateRules, withExemptions } from './command.ts';
import { isActive } from './exemption.ts';

/** Exit code 1 if the register cannot be read: its last good copy is put in force then. */
export const applyExemptions = (load: LoadUpdate): Action<ExemptOptions> =>
  withExemptions<ExemptOptions>(async ({ stdout, stderr }, { json }, opened) => {
    await notifyFilter(opened.config);
    const now = Date.now();
    const { exemptions, fault, rules } = await updateRules(load, opened, now);
    const count = exemptions.filter((exemption) => isActive(exemption, now)).length;
    if (fault !== undefined) await stderr.write(`${fault.message}. The last good copy is used\n`);
    await stdout.write(shown(json, { exemptions: count, rules }, `${count} exemptions; nftables sets: ${rules}`));
    return fault === undefined ? EXIT.done : EXIT.failed;
  });
