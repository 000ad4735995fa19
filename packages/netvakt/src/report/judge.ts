/** Messages about a report before it is stored: faults, and questions that nobody has answered. */
import {
  checkReport,
  type OperatorReport,
  questionsAbout,
  type ReportFault,
  type ReportQuestion,
  type UnitDefinitions,
} from '@netvakt/coalition';
import { EXIT } from '../base/exit.ts';

/** What a report is judged by. */
export interface ReportJudging {
  /** Today, UTC. */
  readonly today: string;
  readonly history: readonly OperatorReport[];
  readonly definitions?: UnitDefinitions | undefined;
  /** Ids of questions that somebody has answered with yes; `all` for every one. */
  readonly confirmed: readonly string[];
}

/** What came of it. */
export interface Judgement {
  readonly faults: readonly ReportFault[];
  readonly questions: readonly ReportQuestion[];
  /** Confirmed ids that no question has: mistyped, or of another report. */
  readonly needless: readonly string[];
}

/** Judges a report. Pure. */
export function judgeReport(report: OperatorReport, judging: ReportJudging): Judgement {
  const { today, history, definitions, confirmed } = judging;
  const questions = questionsAbout(report, history);
  const isConfirmed = (id: string): boolean => confirmed.includes('all') || confirmed.includes(id);
  return {
    faults: checkReport(report, { today, definitions }),
    questions: questions.filter(({ id }) => !isConfirmed(id)),
    needless: confirmed.filter((id) => id !== 'all' && !questions.some((one) => one.id === id)),
  };
}

/** The exit code of a judgement: a fault is a failure, a question waits for somebody. */
export function codeOfJudgement({ faults, questions, needless }: Judgement): number {
  if (faults.length > 0 || needless.length > 0) return EXIT.failed;
  return questions.length > 0 ? EXIT.held : EXIT.done;
}

/** A judgement for people; empty if there are no messages. */
export function judgementText({ faults, questions, needless }: Judgement): string {
  const lines = [
    ...faults.map(({ code, at, found, remedy }) => `${at}: ${found} (${code})\n    ${remedy}`),
    ...needless.map((id) => `--confirm ${id}: there is no such question. Copy the word from the list of questions`),
    ...questions.map(({ id, found }) => `${found}\n    If that is right: --confirm ${id}`),
  ];
  return lines.map((line) => `${line}\n`).join('');
}
