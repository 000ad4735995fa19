/** `netvakt exempt list | check | history`: reads, and changes nothing. */
import { auditHistory, verifyAuditLog } from '@netvakt/blocklist/audit';
import type { Action } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { linesOf } from '../base/lines.ts';
import { reading } from '../base/named-file.ts';
import { shown } from '../base/text.ts';
import { type ExemptOptions, withExemptions } from './command.ts';
import { type Exemption, isActive } from './exemption.ts';
import { rangesOf } from './ranges.ts';
import { recordText, SHAPELESS } from './record.ts';
import { readRegister, registerFiles } from './register.ts';
import { PREFIX_REMEDIES, sourcePrefix } from './source-prefix.ts';

export interface ListExemptionsOptions extends ExemptOptions {
  readonly owner?: string;
  readonly reason?: string;
}

/** Shows exemptions with their prefixes: whoever may read the register may see them. */
export const listExemptions: Action<ListExemptionsOptions> = withExemptions<ListExemptionsOptions>(
  async ({ stdout }, { json, owner, reason }, { section }) => {
    const now = Date.now();
    for (const exemption of await readRegister(section.folder)) {
      if (!isActive(exemption, now)) continue;
      if ((owner ?? exemption.owner) !== exemption.owner || (reason ?? exemption.reason) !== exemption.reason) continue;
      await stdout.write(json === true ? `${recordText(exemption)}\n` : lineOf(exemption));
    }
    return EXIT.done;
  },
);

function lineOf(exemption: Exemption): string {
  const { source, market, reason, owner, note, expires } = exemption;
  const until = expires === Number.POSITIVE_INFINITY ? 'until removed' : `until ${new Date(expires).toISOString()}`;
  const treatment = market === undefined ? 'never filtered' : `market ${market}`;
  return visible(`${source.text}  ${treatment}  ${until}  ${reason}  ${owner}${note === '' ? '' : `: ${note}`}`);
}

/** A line for a terminal: what somebody wrote into the register by hand cannot turn or break it. */
function visible(text: string): string {
  return `${text.replaceAll(SHAPELESS, '\uFFFD')}\n`;
}

/** Prints how the address on standard input is treated: a command line is seen by every user of the machine. */
export const checkSource: Action<ExemptOptions> = withExemptions<ExemptOptions>(
  async ({ stdin, stdout, stderr }, { json }, { section }) => {
    const ranges = rangesOf(await readRegister(section.folder), Date.now());
    for await (const lines of linesOf(stdin)) {
      for (const line of lines) {
        const source = sourcePrefix(line.trim());
        if (typeof source === 'string') {
          await stderr.write(`Standard input names no address (${source}). ${PREFIX_REMEDIES[source]}\n`);
          return EXIT.usage;
        }
        const found = ranges.find(({ first, last }) => first <= source.first && source.last <= last);
        const exempt = found !== undefined && found.market === undefined;
        const report = { exempt, market: found?.market ?? null };
        await stdout.write(shown(json, report, wordsOf(found)));
      }
    }
    return EXIT.done;
  },
);

function wordsOf(found: { readonly market: string | undefined } | undefined): string {
  if (found === undefined) return 'filtered as configured';
  return found.market === undefined ? 'never filtered' : `filtered as market ${found.market}`;
}

export interface ExemptHistoryOptions extends ExemptOptions {
  readonly lines: number;
}

const OF_AUDIT = { EACCES: 'Run the command as the user of the filter' };

/** What was done, oldest first: JSON lines of the audit log. Exit code 1 if its chain is broken. */
export const exemptHistory: Action<ExemptHistoryOptions> = withExemptions<ExemptHistoryOptions>(
  async ({ stdout, stderr }, { lines }, { section }) => {
    const { audit } = registerFiles(section.folder);
    const events = await reading(audit, () => auditHistory(audit, undefined, lines), OF_AUDIT);
    for (const event of events) await stdout.write(`${JSON.stringify(event)}\n`);
    const verdict = await reading(audit, () => verifyAuditLog(audit), OF_AUDIT);
    if (verdict.ok) return EXIT.done;
    await stderr.write(`The audit log is broken at line ${verdict.line}: ${verdict.found}\n`);
    return EXIT.failed;
  },
);
