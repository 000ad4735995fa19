/** Act 2: a first quarter, in which one operator counts by another definition. */
import { STANDARD_DEFINITIONS } from '@netvakt/coalition';
import { OPERATORS, operatorsWithNetvakt, QUARTERS } from './cast.ts';
import { editionIn, figuresWith } from './files.ts';
import { type DayTraffic, runFilters } from './filters.ts';
import { writeQuarterPages } from './pages.ts';
import {
  enterAllComplaints,
  isThere,
  makeReport,
  operatorWithTable,
  partialMonths,
  reportOfTable,
  reportPath,
  tableOf,
} from './reports.ts';
import { addUp, recordAndVerify, submit } from './round.ts';
import type { CoalitionServer } from './server.ts';
import type { PlayStage } from './stage.ts';

const QUARTER = QUARTERS[0];

export async function firstQuarter(stage: PlayStage, server: CoalitionServer, traffic: DayTraffic): Promise<void> {
  await stage.act(`${QUARTER.name}: a first quarter, and one operator counts in another way`);
  const { requests, blocked } = await runFilters(stage, QUARTER.months, traffic);
  await stage.expect(
    `four real filters have answered ${requests} requests over real connections, on one short day in each month`,
    requests > 0 && blocked === requests,
    `blocked: ${blocked}; counted in parties/*/filter/totals.db`,
  );
  stage.isNow('2026-04-02');
  await enterAllComplaints(stage, QUARTER);
  await makeReports(stage);
  await joinByTable(stage, server, traffic);
  for (const { id } of operatorsWithNetvakt()) await submit(stage, server, id, QUARTER.name);
  stage.isNow('2026-04-03');
  await addUp(stage, QUARTER.name);
  const edition = await editionIn(stage, QUARTER.name, 1);
  const open = figuresWith(edition, 'value');
  await stage.expect(
    'an edition of all five: ratios of sums and bins, never a sum',
    edition.submissions === OPERATORS.length && open.length > 0 && open.every(({ ratio }) => ratio !== undefined),
    `folder/public/edition/${QUARTER.name}.1.json: ${open.length} figures, ${figuresWith(edition, 'hidden').length} hidden`,
  );
  await showComparison(stage);
  const cosigners = await recordAndVerify(stage, server);
  await stage.expect(
    'all five operators have checked the log and cosigned it',
    OPERATORS.every(({ id }) => cosigners.includes(id)),
    `cosigned by ${cosigners.join(', ')}`,
  );
  await writeQuarterPages(stage, QUARTER.name);
}

async function makeReports(stage: PlayStage): Promise<void> {
  const asked = await makeReport(stage, 'ash', QUARTER);
  await stage.expect(
    'a report of single days is not made before somebody confirms that',
    asked.code === 3 &&
      asked.stderr.includes('partial:2026-01') &&
      !(await isThere(reportPath(stage, 'ash', QUARTER.name))),
    'exit code 3: figures on 1 of 31 days',
  );
  for (const { id } of operatorsWithNetvakt()) await makeReport(stage, id, QUARTER, ...partialMonths(QUARTER));
}

/** The fifth operator has another filter; it first hands in what that filter calls an attempt. */
async function joinByTable(stage: PlayStage, server: CoalitionServer, traffic: DayTraffic): Promise<void> {
  const fir = operatorWithTable();
  const other = { ...STANDARD_DEFINITIONS, window_seconds: 60 };
  const file = await stage.write(`parties/${fir.id}/own-definitions.json`, `${JSON.stringify(other)}\n`);
  const wrong = await tableOf(stage, fir, QUARTER, traffic, file);
  await reportOfTable(stage, fir, QUARTER, wrong, '--definitions', file);
  await server.sync(fir.id);
  const refused = await stage.tryCoalition(fir.id, 'submit', reportPath(stage, fir.id, QUARTER.name));
  await stage.expect(
    'another definition is refused before anything is sealed, and the field is named',
    refused.code === 1 && refused.stderr.includes('definitions.window_seconds: 60, and the coalition counts with 10'),
    refused.stderr.trim().split('\n').at(-1) ?? '',
  );
  const right = await tableOf(stage, fir, QUARTER, traffic);
  await reportOfTable(stage, fir, QUARTER, right, '--reason', 'recount');
  await submit(stage, server, fir.id, QUARTER.name, 2);
  await stage.expect(
    'an operator without Netvakt takes part with a table, over HTTP',
    await isThere(`${stage.folder}/sealed/${QUARTER.name}/submission-${fir.id}.1.jws`),
    `parties/${fir.id}/figures-${QUARTER.name}.csv`,
  );
}

async function showComparison(stage: PlayStage): Promise<void> {
  const text = await stage.coalition('ash', 'compare', reportPath(stage, 'ash', QUARTER.name));
  const lines = text.split('\n').filter((line) => /^(?:indicator|pages|canary-http)\b/u.test(line));
  await stage.expect('each operator compares its own figures at home', lines.length > 1, lines.join('\n       '));
}
