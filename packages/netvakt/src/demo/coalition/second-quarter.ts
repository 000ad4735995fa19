/** Act 3: a typo, an operator that drops out and comes late, and corrections of the first quarter. */
import { OPERATORS, type Operator, operatorsWithNetvakt, QUARTERS } from './cast.ts';
import { editionIn, figuresWith } from './files.ts';
import { type DayTraffic, runFilters } from './filters.ts';
import { writeQuarterPages } from './pages.ts';
import {
  enterAllComplaints,
  enterComplaints,
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

const [FIRST, QUARTER] = QUARTERS;
/** Who mistypes, who drops out, and who corrects the first quarter. */
const [TYPIST, DROP_OUT, CORRECTING] = ['birch', 'elm', ['ash', 'birch', 'cedar']] as const;

export async function secondQuarter(stage: PlayStage, server: CoalitionServer, traffic: DayTraffic): Promise<void> {
  await stage.act(`${QUARTER.name}: a typo, and one operator drops out`);
  await runFilters(stage, QUARTER.months, traffic);
  stage.isNow('2026-07-02');
  await enterAllComplaints(stage, QUARTER);
  await mistype(stage);
  for (const { id } of operatorsWithNetvakt()) {
    if (id !== TYPIST) await makeReport(stage, id, QUARTER, ...partialMonths(QUARTER));
    if (id !== DROP_OUT) await submit(stage, server, id, QUARTER.name);
  }
  const fir = operatorWithTable();
  await reportOfTable(stage, fir, QUARTER, await tableOf(stage, fir, QUARTER, traffic));
  await submit(stage, server, fir.id, QUARTER.name);
  await dropOut(stage);
}

/** Act 4: what comes late. */
export async function late(stage: PlayStage, server: CoalitionServer): Promise<void> {
  await stage.act('What comes late: the one that dropped out, and corrections');
  stage.isNow('2026-08-10');
  await submit(stage, server, DROP_OUT, QUARTER.name);
  const output = await stage.coalition('north', 'sum', QUARTER.name);
  await stage.expect(
    `${DROP_OUT} comes late and waits for others: a second edition minus the first would be its figures`,
    output.includes('1 submissions wait') && !(await isThere(`${stage.folder}/public/edition/${QUARTER.name}.2.json`)),
    output.trim().split('\n').at(-1) ?? '',
  );
  for (const [i, id] of CORRECTING.entries()) {
    await correct(stage, server, id);
    if (i === 0) await oneWaits(stage);
  }
  await addUp(stage, FIRST.name);
  const edition = await editionIn(stage, FIRST.name, 2);
  await stage.expect(
    'with three corrections of the same month there is a second edition, and it says why',
    edition.reason === 'correction',
    `folder/public/edition/${FIRST.name}.2.json: ${edition.reason}`,
  );
  const cosigners = await recordAndVerify(stage, server);
  await stage.expect(
    'all of it is in the log, and all five have cosigned',
    cosigners.length >= OPERATORS.length,
    `cosigned by ${cosigners.join(', ')}`,
  );
  await writeQuarterPages(stage, QUARTER.name);
}

async function mistype(stage: PlayStage): Promise<void> {
  const month = QUARTER.months[1];
  const typist = OPERATORS.find((one) => one.id === TYPIST) as Operator;
  const right = typist.complaints + 1;
  await enterComplaints(stage, typist, month, right * 10);
  const words = partialMonths(QUARTER);
  const asked = await makeReport(stage, TYPIST, QUARTER, ...words);
  const question = `tenfold:se/${month}/appeals-received/numerator`;
  await stage.expect(
    'a tenfold typo stops the report before it is sealed, by the figures of the quarter before',
    asked.code === 3 && asked.stderr.includes(question) && !(await isThere(reportPath(stage, TYPIST, QUARTER.name))),
    asked.stderr.trim().split('\n')[0] ?? '',
  );
  await enterComplaints(stage, typist, month, right);
  const made = await makeReport(stage, TYPIST, QUARTER, ...words);
  await stage.expect('put right, it is made', made.code === 0, made.stdout.trim());
}

async function dropOut(stage: PlayStage): Promise<void> {
  const early = await stage.tryCoalition('north', 'sum', QUARTER.name);
  await stage.expect(
    'nobody is left out by an early sum',
    early.code === 1 && early.stderr.includes('4 of 5 members have submitted'),
    early.stderr.trim(),
  );
  stage.isNow('2026-08-01');
  await addUp(stage, QUARTER.name);
  const edition = await editionIn(stage, QUARTER.name, 1);
  const [open, hidden] = (['value', 'hidden'] as const).map((status) => figuresWith(edition, status).length);
  await stage.expect(
    `after the deadline the round ends without ${DROP_OUT}, and nobody else had to act`,
    edition.submissions === OPERATORS.length - 1 && (open ?? 0) > 0,
    `folder/public/edition/${QUARTER.name}.1.json: 4 of 5 members; ${open} figures, ${hidden} hidden`,
  );
}

async function correct(stage: PlayStage, server: CoalitionServer, id: string): Promise<void> {
  const month = FIRST.months[1];
  const operator = OPERATORS.find((one) => one.id === id) as Operator;
  await enterComplaints(stage, operator, month, operator.complaints + 4);
  await makeReport(stage, id, FIRST, '--reason', 'late-figures', ...partialMonths(FIRST));
  await submit(stage, server, id, FIRST.name, 2);
}

async function oneWaits(stage: PlayStage): Promise<void> {
  const output = await stage.coalition('north', 'sum', FIRST.name);
  await stage.expect(
    'a late correction waits alone: two editions would show it',
    output.includes('1 submissions wait'),
    output.trim().split('\n').at(-1) ?? '',
  );
}
