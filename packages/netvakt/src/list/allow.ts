import { AllowRules } from '@netvakt/blocklist';
import type { Action } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { linesOf } from '../base/lines.ts';
import { shown, timeOf } from '../base/text.ts';
import { type ListOptions, withManagedLists, withStore } from './command.ts';
import type { ManagedLists } from './managed-lists.ts';
import { record } from './record.ts';

export interface AddOptions extends ListOptions {
  readonly by: string;
  readonly reason: string;
  readonly days: number;
}

export interface RemoveOptions extends ListOptions {
  readonly number: number;
  readonly by: string;
  readonly reason: string;
}

/** Adds the entry that is on standard input: a command line is seen by every user of the machine. */
export const allowAdd: Action<AddOptions> = withStore<AddOptions>(
  async (context, { by, reason, days, json }, { lists }) => {
    const entry = await firstLine(context.stdin);
    const now = Date.now();
    const rule = { entry, reason, owner: by, added: now, expires: now + days * 86_400_000 };
    const added = await rulesOf(lists).add(rule);
    if (added === undefined) {
      await context.stderr.write('Standard input names nothing that can be allowed: write one host, address or URL\n');
      return EXIT.usage;
    }
    const { number } = added;
    const until = timeOf(added.expires);
    await record(context, lists.audit, {
      at: now,
      action: 'allow-add',
      list: 'allow',
      by,
      details: { number, reason, until },
    });
    await context.stdout.write(
      shown(json, { number, until }, `allowed as number ${number} until ${until}, from the next reload`),
    );
    return EXIT.done;
  },
);

/** Takes a rule out. */
export const allowRemove: Action<RemoveOptions> = withStore<RemoveOptions>(
  async (context, { number, by, reason, json }, { lists }) => {
    if ((await rulesOf(lists).remove(number)) === undefined) {
      await context.stderr.write(`There is no allow rule of number ${number}\n`);
      return EXIT.usage;
    }
    const event = { at: Date.now(), action: 'allow-remove', list: 'allow', by, details: { number, reason } } as const;
    await record(context, lists.audit, event);
    await context.stdout.write(shown(json, { number }, `number ${number} is out, from the next reload`));
    return EXIT.done;
  },
);

/** Prints for every rule who wants it, why and until when. Their entries are shown: whoever holds the secret may see them. */
export const allowList: Action<ListOptions> = withManagedLists<ListOptions>(async ({ stdout }, { json }, { lists }) => {
  for (const { number, entry, reason, owner, expires } of await rulesOf(lists).all()) {
    const over = Date.now() >= expires;
    const report = { number, entry, reason, owner, until: timeOf(expires), over };
    await stdout.write(
      shown(json, report, `${number}  ${entry}  until ${report.until}${over ? ', over' : ''}  ${owner}: ${reason}`),
    );
  }
  return EXIT.done;
});

function rulesOf({ folder, secret }: ManagedLists): AllowRules {
  return new AllowRules(folder, secret);
}

async function firstLine(stdin: AsyncIterable<Uint8Array>): Promise<string> {
  for await (const [line] of linesOf(stdin)) if (line !== undefined) return line;
  return '';
}
