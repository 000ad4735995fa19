import { expect, test } from '@jest/globals';
import { chooseAnswer } from '../../src/answer/choose-answer.ts';
import { blockPage, readyResponse } from '../../src/answer/ready-response.ts';
import { type BlockAnswer, DAY } from '../../src/settings/block-answer.ts';

const page = (language: string) =>
  blockPage({ language, status: 451, html: `<p>å ${language} ${DAY}</p>${DAY}`, fields: [], sources: [] });
const answer: BlockAnswer = { pages: [page('sv'), page('en')], part: readyResponse(451, '') };
const at = (day: string): number => Date.parse(`${day}T23:59:59Z`);
const bodyOf = ({ body }: { body: Uint8Array }): string => Buffer.from(body).toString();

test('the page in the reader’s language, with the day on which it is sent', () => {
  const reader = { part: false, languages: 'en-GB' };
  expect(bodyOf(chooseAnswer(answer, reader, at('2026-01-31')))).toBe('<p>å en 20260131</p>20260131');
  expect(bodyOf(chooseAnswer(answer, reader, at('2026-02-01')))).toBe('<p>å en 20260201</p>20260201');
  expect(bodyOf(chooseAnswer(answer, { ...reader, languages: '' }, at('2026-02-01')))).toContain('å sv');
});

test('still so after the answer was sent to another thread', () => {
  const copy = structuredClone(answer);
  const sent = chooseAnswer(copy, { part: false, languages: 'sv' }, at('2026-02-01'));
  expect(bodyOf(sent)).toBe('<p>å sv 20260201</p>20260201');
  expect(Buffer.from(sent.head).toString()).toContain(`Content-Length: ${sent.body.length}\r\n`);
});

test('a part of a page gets the least there is', () => {
  expect(chooseAnswer(answer, { part: true, languages: 'sv' }, 0)).toBe(answer.part);
  expect(answer.part.head.length + answer.part.body.length).toBeLessThan(1536);
});
