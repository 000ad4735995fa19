import { fetchFiles, fetchPolicies, quarterOfDay, quartersBefore, RemoteStore, sendFiles } from '@netvakt/coalition';
import { type Action, todayIn } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { OperatorError } from '../base/operator-error.ts';
import { shown } from '../base/text.ts';
import { actingParty } from './as-party.ts';
import { givenText } from './given-text.ts';
import { CoalitionHome } from './home.ts';
import { NamedFolder } from './named-folder.ts';
import { checkedQuarter } from './round-files.ts';
import { newestPolicy } from './trusted-policy.ts';

export interface SyncOptions {
  readonly url: string;
  readonly home?: string;
  readonly tokenFile?: string;
  readonly ca?: string;
  readonly quarter?: readonly string[];
  readonly json?: boolean;
}

const PATIENCE = 60_000;

/** Brings the own copy of the folder and the one on a server in step. */
export const sync: Action<SyncOptions> = async (context, options) => {
  const { stdout } = context;
  const home = await CoalitionHome.open(options.home);
  const quarters = (options.quarter ?? lastQuarters(todayIn(context))).map(checkedQuarter);
  const remote = new RemoteStore({
    url: urlOf(options.url),
    patience: PATIENCE,
    ...(options.tokenFile === undefined ? {} : { token: await tokenIn(options.tokenFile) }),
    ...(options.ca === undefined ? {} : { ca: await givenText(options.ca) }),
  });
  const local = new NamedFolder(home.settings.folder);
  const policies = await fetchPolicies(local, remote);
  if (home.settings.trust === undefined && (await newestPolicy(home)) !== undefined) {
    const words = `fetched ${policies.length} policies\nRun netvakt coalition join again: it shows whose keys they name`;
    await stdout.write(shown(options.json, { fetched: policies, sent: [] }, words));
    return EXIT.done;
  }
  const { parties, party } = await actingParty(options.home, context);
  const settings = { local, remote, parties, id: party.id, quarters };
  const sent = await sendFiles(settings);
  const fetched = [...policies, ...(await fetchFiles(settings))];
  const words = `fetched ${fetched.length}, sent ${sent.length}\n${sent.map((path) => `sent: ${path}`).join('\n')}`;
  await stdout.write(shown(options.json, { fetched, sent }, words.trimEnd()));
  return EXIT.done;
};

async function tokenIn(path: string): Promise<string> {
  const token = (await givenText(path)).trim();
  if (/^[!-~]+$/u.test(token)) return token;
  throw new OperatorError('ERR_COALITION', {
    found: `${path} holds no token`,
    remedy: 'Put the token alone into it, as the secretariat gave it',
  });
}

/** The quarter before that of a day, and this one. */
function lastQuarters(day: string): readonly string[] {
  const quarter = quarterOfDay(day);
  return [...quartersBefore(quarter, 1), quarter];
}

function urlOf(text: string): URL {
  if (URL.canParse(text)) return new URL(text);
  throw new OperatorError('ERR_COALITION', {
    found: 'This is no URL',
    remedy: 'Write it as https://coalition.example/',
  });
}
