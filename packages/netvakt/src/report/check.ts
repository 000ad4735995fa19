import { type Action, todayIn } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { shown } from '../base/text.ts';
import { codeOfJudgement, judgementText, judgeReport } from './judge.ts';
import { readAnyReport, readDefinitions, readSigner } from './read-any.ts';
import { reportsIn } from './report-folder.ts';

export interface ReportCheckOptions {
  readonly file: string;
  /** Folder with earlier reports of the same operator. */
  readonly history?: string;
  readonly definitions?: string;
  readonly signer?: string;
  readonly confirm?: readonly string[];
  readonly json?: boolean;
}

const MISSING = 'There is no such folder: name the one with your earlier reports, or leave out --history';

/** Checks a report that this or another program has made: faults, and what is unusual. Needs no configuration. */
export const checkFile: Action<ReportCheckOptions> = async (context, options) => {
  const { stdout, stderr } = context;
  const { file, history, confirm = [], json } = options;
  const today = todayIn(context);
  const definitions = options.definitions === undefined ? undefined : await readDefinitions(options.definitions);
  const signer = options.signer === undefined ? undefined : await readSigner(options.signer);
  const kept = history === undefined ? [] : await reportsIn(history, MISSING);
  if (history !== undefined && kept.length === 0)
    await stderr.write(`There is no report in ${history}: nothing is compared\n`);
  const report = await readAnyReport(file, { made: today, definitions, signer });
  const judgement = judgeReport(report, { today, history: kept, definitions, confirmed: confirm });
  const code = codeOfJudgement(judgement);
  const { faults, questions } = judgement;
  if (code !== EXIT.done && json !== true) await stderr.write(judgementText(judgement));
  const found = `${faults.length} faults, ${questions.length} questions`;
  await stdout.write(shown(json, judgement, `${report.quarter} of ${report.operator}: ${found}`));
  return code;
};
