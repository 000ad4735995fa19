import type { BlockAnswer } from '../settings/block-answer.ts';
import { blockedByField, blockPage, escapeHtml, readyResponse, styleSource } from './ready-response.ts';

/** The operator's texts on the page. Plain text; links are absolute `https:` or `mailto:` addresses. */
export interface BlockPageWords {
  /** 451 (RFC 7725) if the law asks for the block, 403 if the operator decided it. */
  readonly status: 451 | 403;
  /** Who blocks: the operator's name, and the address of the party that implements the block (RFC 7725 §4). */
  readonly operator: string;
  readonly blockedBy: string;
  /** Who assesses what is on the list. */
  readonly authority: string;
  /** Where the legal basis, or the operator's commitment, can be read. */
  readonly legalBasis: string;
  /** How to object, when a page is blocked by mistake. */
  readonly objection: string;
  /** Help for people who are worried about their own thoughts or actions, and for those who were harmed. */
  readonly helpLine: string;
}

const STYLE =
  'body{font:1.1rem/1.6 system-ui,sans-serif;max-width:38rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}' +
  'h1{font-size:1.6rem}h2{font-size:1.2rem}a{color:#0b4f9e}' +
  '@media(prefers-color-scheme:dark){body{color:#eee;background:#161616}a{color:#9cc7ff}}';

/**
 * The built-in page, in English: plain, complete, readable without its style, with nothing of the request and nothing
 * from elsewhere on it. Who wants other words or languages makes a {@link BlockAnswer} with {@link blockPage}.
 */
export function renderBlockAnswer(words: BlockPageWords): BlockAnswer {
  const { status } = words;
  const fields = [blockedByField(words.blockedBy)];
  const page = blockPage({ language: 'en', status, html: html(words), fields, sources: [styleSource(STYLE)] });
  return { pages: [page], part: readyResponse(status, '', fields) };
}

function html(words: BlockPageWords): string {
  const operator = escapeHtml(words.operator);
  const authority = escapeHtml(words.authority);
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="referrer" content="no-referrer">
<title>This page is blocked</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>This page is blocked</h1>
<p>What you tried to open is on a list of pages that show the sexual abuse of children. ${operator} stops such pages in its network.</p>
<h2>Why, and who decides</h2>
<p>${authority} assesses what is on the list; ${operator} does not. ${link('The legal basis', words.legalBasis)} tells more.</p>
<h2>Is this a mistake?</h2>
<p>You can ${link('object', words.objection)}. You need not say who you are or why you wanted to see the page.</p>
<h2>Do you want to talk to somebody?</h2>
<p>${link('Help is here', words.helpLine)}: for anybody who is worried about their own thoughts or about somebody else, and for everybody who was harmed.</p>
<h2>Nothing is stored</h2>
<p>No information about you is stored: not your address, not this page, not that you saw this text. Blocked attempts are counted, and that is all.</p>
</main>
</body>
</html>
`;
}

function link(text: string, address: string): string {
  return `<a href="${escapeHtml(address)}" rel="noreferrer">${text}</a>`;
}
