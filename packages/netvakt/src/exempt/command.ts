/** What every `netvakt exempt …` needs: the section of the configuration, and the rules in force. */

import { askAdmin } from '../base/ask-admin.ts';
import type { Action, Context } from '../base/context.ts';
import { adminSockets } from '../config/admin-socket.ts';
import type { Config } from '../config/config.ts';
import { configured } from '../config/default-config.ts';
import type { ExemptionsSection } from '../config/schema/exemptions.ts';
import { withRegister } from './change-register.ts';
import { exemptElements } from './elements.ts';
import { exemptError } from './failure.ts';
import type { RegisterContent } from './register.ts';
import type { RulesOutcome, UpdateRules } from './rules.ts';

/** Options of all commands. */
export interface ExemptOptions {
  readonly config?: string;
  readonly json?: boolean;
}

/** Loads what updates the rules that a configuration describes; `undefined` if it describes none. */
export type LoadUpdate = (config: Config) => Promise<UpdateRules | undefined>;

/** What an action works with. */
export interface Opened {
  readonly config: Config;
  readonly section: ExemptionsSection;
}

/** An action of a configuration that has a section `exemptions`. */
export function withExemptions<Options extends ExemptOptions>(
  action: (context: Context, options: Options, opened: Opened) => Promise<number>,
): Action<Options> {
  return async (context, options) => {
    const config = await configured(options.config);
    return action(context, options, { config, section: sectionOf(config) });
  };
}

function sectionOf({ exemptions, file }: Config): ExemptionsSection {
  if (exemptions !== undefined) return exemptions;
  throw exemptError(
    `${file} has no section exemptions`,
    'Add one: exemptions: { folder: /var/lib/netvakt/exemptions }, and reload the filter',
  );
}

/** What the register held when the sets got it. */
export interface Updated extends RegisterContent {
  readonly rules: RulesOutcome;
}

/**
 * Puts the register, as it is now, into the sets of the rules in force. Two commands at once end with the sets of the later register.
 * @param now - milliseconds since 1970.
 */
export async function updateRules(load: LoadUpdate, { config, section }: Opened, now: number): Promise<Updated> {
  const update = await load(config);
  return withRegister(section.folder, (content) => ({
    ...content,
    rules: update === undefined ? 'not-asked' : update(exemptElements(content.exemptions, now)),
  }));
}

/** Milliseconds that a filter has to read its register. */
const PATIENCE = 2000;

/** Lets the running filters, two during an upgrade, read the register now, so that it is in force when the command ends. False if none answers on a socket. */
export async function notifyFilter(config: Config): Promise<boolean> {
  const replies = await Promise.all(adminSockets(config).map((socket) => askAdmin(socket, '/-/exemptions', PATIENCE)));
  return replies.some((reply) => reply?.status === 200);
}
