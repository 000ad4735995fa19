import type { Action } from '../base/context.ts';
import { EXIT } from '../base/exit.ts';
import { ConfigError, describeProblem } from '../config/problem.ts';
import type { BlockSection } from '../config/schema/block.ts';
import { answerOf } from './answers.ts';
import { languagesOf, loadPageFile } from './page-file.ts';

export interface PageCheckOptions {
  readonly file: string;
  readonly json: boolean | undefined;
}

/** Stands for what the configuration says; a check of the file alone cannot know it. */
const OPERATOR = { name: 'Operator', url: 'https://operator.example/' };

/** Checks a market's file without a configuration: its form, its languages, and the size of the pages it makes. */
export const checkPage: Action<PageCheckOptions> = async ({ stdout, stderr }, { file, json }) => {
  try {
    const page = await loadPageFile(file);
    const block: BlockSection = {
      status: 451,
      authority: 'Authority',
      legalBasis: OPERATOR.url,
      objection: OPERATOR.url,
      helpLine: OPERATOR.url,
      page: file,
    };
    const { pages } = answerOf(OPERATOR, block, page, 'market');
    const languages = languagesOf(page);
    const largest = Math.max(...pages.map(({ body }) => body.length));
    await stdout.write(
      json === true
        ? `${JSON.stringify({ valid: true, languages, largestPageBytes: largest })}\n`
        : `${file} is valid: ${languages.join(', ')}; the largest page has ${largest} bytes\n`,
    );
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const { problems } = error;
    if (json === true) await stdout.write(`${JSON.stringify({ valid: false, problems })}\n`);
    else await stderr.write(`${problems.map(describeProblem).join('\n')}\n`);
    return EXIT.failed;
  }
};
