/** Act 6: what each party saw and could not see, from the files that are there. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { collectSubmissions, Layout, type OpenedSubmission, readPolicy, type SignedPolicy } from '@netvakt/coalition';
import { CoalitionHome } from '../../coalition/home.ts';
import { AGGREGATORS, OPERATORS, operatorsWithNetvakt, QUARTERS, SECRETARIAT } from './cast.ts';
import { editionIn, filesBelow, payloadIn, reportIn } from './files.ts';
import { leaksIn } from './leaks.ts';
import { bytesOf, chiSquare, LARGEST_CHI_SQUARE } from './noise.ts';
import { operatorWithTable, reportPath } from './reports.ts';
import type { CoalitionServer } from './server.ts';
import type { PlayStage } from './stage.ts';

const QUARTER = QUARTERS[0].name;
/** Whose figure is looked for. */
const WATCHED = 'cedar';

/** Shows it, party by party. */
export async function showSights(stage: PlayStage, server: CoalitionServer): Promise<void> {
  await stage.act('What each party saw, and could not see');
  await secretariatSight(stage);
  await aggregatorSights(stage);
  await memberSight(stage, server);
  await outsiderSight(stage, server);
  await fifthOperator(stage);
}

const sealedPath = (id: string): string => `sealed/${QUARTER}/submission-${id}.1.jws`;

/** The secretariat keeps every file and can open none of them. */
async function secretariatSight(stage: PlayStage): Promise<void> {
  const submission = await payloadIn(join(stage.folder, sealedPath(WATCHED)));
  const { sealed, ...open } = submission as { sealed: Record<string, string> };
  const heads = Object.entries(sealed).map(([party, text]) => {
    const { alg, enc } = JSON.parse(Buffer.from(text.split('.')[0] ?? '', 'base64url').toString()) as {
      alg: string;
      enc: string;
    };
    return `${party}: ${text.length} characters, ${alg} and ${enc}`;
  });
  const files = await filesBelow(stage.folder);
  const leaks = await leaksIn(files);
  await stage.expect(
    'no file of the coalition’s folder holds a figure of an operator',
    leaks.length === 0,
    `${files.length} files searched${leaks.map((path) => `; ${path}`).join('')}`,
  );
  await stage.sees({
    party: `${SECRETARIAT}, the secretariat`,
    saw: [
      `who submitted, and of ${WATCHED}’s submission in the clear: ${Object.keys(open).join(', ')}`,
      'editions, notices, the log: what everybody sees',
    ],
    couldNotSee: [
      `what is sealed in it (${heads.join('; ')}): it has neither key`,
      'figures, sums, and how any operator compares',
    ],
  });
}

/** Each aggregator opens its part of every submission, and finds noise. */
async function aggregatorSights(stage: PlayStage): Promise<void> {
  const signed = await readPolicy(await readFile(join(stage.folder, 'members/policy/1.json'), 'utf8'));
  const lists = await Promise.all(AGGREGATORS.map((id) => openedBy(stage, id, signed)));
  const slot = slotOf(signed);
  const truth = await figureOf(stage, WATCHED, slot.month);
  const shares = lists.map((list) => list.find(({ member }) => member === WATCHED)?.shares[slot.at] ?? 0n);
  for (const [i, id] of AGGREGATORS.entries()) {
    const bytes = bytesOf(lists[i] ?? []);
    const statistic = chiSquare(bytes);
    await stage.expect(
      `all that ${id} can open is uniform noise`,
      bytes.length > 5000 && statistic < LARGEST_CHI_SQUARE,
      `${bytes.length} bytes of ${lists[i]?.length} submissions: chi-square ${statistic.toFixed(0)} with 255 degrees of freedom (noise: 255 ± 23)`,
    );
    const leaks = await leaksIn(await filesBelow(stage.of(id)));
    await stage.expect(`nothing that ${id} keeps holds a figure of an operator`, leaks.length === 0, leaks.join(', '));
    await stage.sees({
      party: `${id}, an aggregator`,
      saw: [
        `of ${WATCHED}’s pages in ${slot.month}: ${shares[i]}`,
        'which figures a member has, and the sums that may be released',
      ],
      couldNotSee: [
        `${WATCHED}’s figure, nor anything that depends on it: every number of 64 bits is as likely for every figure`,
      ],
    });
  }
  const sum = BigInt.asUintN(
    64,
    shares.reduce((all, one) => all + one, 0n),
  );
  await stage.expect(
    'only both parts together are the figure: this is what the two must not do',
    sum === BigInt(truth),
    `${shares.join(' + ')} = ${sum} modulo 2^64; ${WATCHED} has ${truth}`,
  );
}

async function openedBy(stage: PlayStage, id: string, signed: SignedPolicy): Promise<readonly OpenedSubmission[]> {
  const key = await (await CoalitionHome.open(stage.of(id, 'home'))).openingKey();
  const party = signed.policy.aggregators.find((one) => one.id === id);
  if (key === undefined || party === undefined) return [];
  const texts = OPERATORS.map(async (one) => ({
    file: one.id,
    text: await readFile(join(stage.folder, sealedPath(one.id)), 'utf8'),
  }));
  return (await collectSubmissions(await Promise.all(texts), { signed, quarter: QUARTER, party, key })).readable;
}

/** Where the pages of the first month are in a list of shares. */
function slotOf({ policy }: SignedPolicy): { readonly at: number; readonly month: string } {
  const month = QUARTERS[0].months[0];
  return { at: (new Layout(policy, QUARTER).cellOf('pages', 'se', month) ?? 0) * 3, month };
}

async function figureOf(stage: PlayStage, id: string, month: string, indicator = 'pages'): Promise<number> {
  const { observations } = await reportIn(reportPath(stage, id, QUARTER));
  const one = observations.find((each) => each.indicator === indicator && each.market === 'se' && each.month === month);
  return one?.numerator ?? 0;
}

async function memberSight(stage: PlayStage, server: CoalitionServer): Promise<void> {
  const token = (await readFile(stage.of('ash', 'token'), 'utf8')).trim();
  const [own, others, sum] = await Promise.all(
    [sealedPath('ash'), sealedPath(WATCHED), `sealed/${QUARTER}/sum-north.1.jws`].map((path) =>
      server.status(path, token),
    ),
  );
  await stage.expect(
    'the server gives an operator its own sealed file, and no other',
    own === 200 && others === 403 && sum === 403,
    `own ${own}, another’s ${others}, a sum ${sum}`,
  );
  await stage.sees({
    party: 'ash, an operator',
    saw: ['its own figures, the editions, and in which bin it is itself'],
    couldNotSee: [
      'another’s submission, a sum of shares, who has which rank',
      'who had dropped out: editions say how many, never who',
    ],
  });
}

async function outsiderSight(stage: PlayStage, server: CoalitionServer): Promise<void> {
  const paths = [
    `public/edition/${QUARTER}.1.json`,
    'public/log/checkpoint',
    sealedPath('ash'),
    'members/policy/1.json',
  ];
  const codes = await Promise.all(paths.map((path) => server.status(path)));
  await stage.expect(
    'somebody outside gets what is public, and nothing else',
    codes.join() === '200,200,401,401',
    `edition ${codes[0]}, log ${codes[1]}, sealed ${codes[2]}, policy ${codes[3]}`,
  );
  await stage.sees({
    party: 'somebody outside',
    saw: ['editions, and a log that can be verified without Netvakt'],
    couldNotSee: ['members, their keys, their public weights, who submitted when'],
  });
}

/** Four operators publish their blocked requests: a total minus four known figures would be the fifth. */
async function fifthOperator(stage: PlayStage): Promise<void> {
  const fifth = operatorWithTable();
  const month = QUARTERS[0].months[0];
  const known = await Promise.all(operatorsWithNetvakt().map(({ id }) => figureOf(stage, id, month, 'requests')));
  const editions = await Promise.all([
    editionIn(stage, QUARTER, 1),
    editionIn(stage, QUARTER, 2),
    editionIn(stage, QUARTERS[1].name, 1),
  ]);
  const cells = editions.flatMap(({ figures }) => figures.filter(({ indicator }) => indicator === 'requests'));
  await stage.expect(
    `${fifth.id}’s requests cannot be computed: four operators publish theirs, so no edition has the ratio of all`,
    cells.length > 0 && cells.every(({ status, ratio }) => status !== 'value' && ratio === undefined),
    `known of ${month}: ${known.join(', ')}; the total is hidden in all ${cells.length} cells of ${editions.length} editions`,
  );
  const [before, after] = await Promise.all([1, 2].map(async (n) => await revisionsIn(stage, n)));
  const changed = [...(after ?? [])].filter(([member, revision]) => before?.get(member) !== revision);
  await stage.expect(
    'two editions of a quarter differ by the corrections of three operators together, and by no member',
    changed.length >= 3 && before?.size === after?.size,
    `${QUARTER}.2 minus ${QUARTER}.1: ${changed.map(([member]) => member).join(', ')}`,
  );
  await stage.sees({
    party: 'whoever has all editions and what four operators publish',
    saw: ['ratios of all, and four figures'],
    couldNotSee: [`${fifth.id}’s figure, a correction, a latecomer`],
  });
}

/** Which submission of each member is in an edition, as the aggregators noted it for each other. */
async function revisionsIn(stage: PlayStage, edition: number): Promise<ReadonlyMap<string, number>> {
  const payload = await payloadIn(join(stage.folder, `sealed/${QUARTER}/sum-${AGGREGATORS[0]}.${edition}.jws`));
  const { submissions } = payload as unknown as { submissions: readonly { member: string; revision: number }[] };
  return new Map(submissions.map(({ member, revision }) => [member, revision]));
}
