import {
  type BlockAnswer,
  type BlockPage,
  blockedByField,
  blockPage,
  readyResponse,
  styleSource,
} from '@netvakt/proxy';
import type { Config } from '../config/config.ts';
import { ConfigError, type Problem } from '../config/problem.ts';
import type { BlockSection } from '../config/schema/block.ts';
import type { PageFile } from '../config/schema/page-file.ts';
import type { OperatorSection } from '../config/schema/process.ts';
import { factsOf } from './facts.ts';
import { languagesOf, loadPageFile } from './page-file.ts';
import type { FetchedPages } from './stop-page/keeper.ts';
import { STYLE } from './style.ts';
import { renderPage } from './template.ts';

/** The largest page that one flight of ten TCP segments brings (RFC 6928): it is there after one round trip. */
export const MOST_PAGE_BYTES = 14_000;

/**
 * Renders the built-in pages of all markets, in the order of `FixedConfig.markets`. Throws a {@link ConfigError} with the problems of
 * all their files.
 */
export async function renderAnswers({ fixed, reloadable }: Config): Promise<readonly BlockAnswer[]> {
  const { blocks, operator } = reloadable;
  const rendered = await Promise.allSettled(
    blocks.map(async (block, i) => renderAnswer(operator, block, fixed.markets[i] ?? '')),
  );
  const problems = new Map<string, Problem>();
  for (const result of rendered) {
    if (result.status === 'fulfilled') continue;
    if (!(result.reason instanceof ConfigError)) throw result.reason;
    for (const problem of result.reason.problems) problems.set(JSON.stringify(problem), problem);
  }
  if (problems.size > 0) throw new ConfigError([...problems.values()]);
  return rendered.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}

async function renderAnswer(operator: OperatorSection, block: BlockSection, market: string): Promise<BlockAnswer> {
  const file = block.page === undefined ? {} : await loadPageFile(block.page);
  return answerOf(operator, block, file, market);
}

/** The built-in answer of one market. Throws a {@link ConfigError} if a page is too large. */
export function answerOf(operator: OperatorSection, block: BlockSection, file: PageFile, market: string): BlockAnswer {
  const { status } = block;
  const fields = [blockedByField(operator.url)];
  const pages = languagesOf(file).map((language) => {
    const html = renderPage(factsOf(operator, block, file, language), market);
    return blockPage({ language, status, html, fields, sources: [styleSource(STYLE)] });
  });
  for (const { language, body } of pages) {
    if (body.length > MOST_PAGE_BYTES) throw tooLarge(block.page ?? '', language, body.length);
  }
  return { pages, part: readyResponse(status, '', fields) };
}

function tooLarge(file: string, language: string, bytes: number): ConfigError {
  const fault = `makes a page of ${bytes} bytes in "${language}", above the maximum ${MOST_PAGE_BYTES}`;
  return new ConfigError([{ file, key: '', fault, remedy: 'Shorten its texts, or name fewer help lines' }]);
}

/** What a copy of another page may use in addition to its text: its own style, and pictures that it brings with it. */
const COPY_SOURCES = ["style-src 'unsafe-inline'", 'img-src data:'];

/**
 * The answers with the stop pages that markets want instead of the built-in ones. `fetched`: the copies that there are. What
 * parts of pages get stays as it is.
 */
export function withStopPages(
  { reloadable: { blocks, operator } }: Config,
  answers: readonly BlockAnswer[],
  fetched: FetchedPages = new Map(),
): readonly BlockAnswer[] {
  const fields = [blockedByField(operator.url)];
  return answers.map((answer, i) => {
    const block = blocks[i];
    const copy = fetched.get(i);
    if (block?.stopPage?.mode === 'redirect') return { ...answer, pages: [redirect(block.stopPage.url, fields)] };
    if (block === undefined || copy === undefined) return answer;
    const html = copy.toString();
    return {
      ...answer,
      pages: [blockPage({ language: 'und', status: block.status, html, fields, sources: COPY_SOURCES })],
    };
  });
}

/** 303: whatever was asked for, the browser gets the page with GET, and sends no body there. */
function redirect(address: string, fields: readonly string[]): BlockPage {
  const location = `Location: ${new URL(address).href}`;
  return blockPage({ language: 'und', status: 303, html: '', fields: [...fields, location], sources: [] });
}
