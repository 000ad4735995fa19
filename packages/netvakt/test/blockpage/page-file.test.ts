import { expect, test } from '@jest/globals';
import { checkPageFile } from '../../src/blockpage/page-file.ts';
import { ConfigError, describeProblem } from '../../src/config/problem.ts';

function problemsOf(text: string): string[] {
  try {
    checkPageFile(text, 'se.yaml');
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(describeProblem);
  }
}

test.each<{ why: string; text: string; reported: string[] }>([
  { why: 'nothing said: the configuration says all', text: '{}', reported: [] },
  { why: 'one text for all languages', text: 'languages: [sv, en]\nauthority: The Authority', reported: [] },
  {
    why: 'a text in one of two languages',
    text: 'languages: [sv, en]\nauthority: { sv: Myndigheten }',
    reported: ['se.yaml:2:12: authority is missing in "en"\n    Add it, or write one text for all languages'],
  },
  {
    why: 'a text in a language that the page does not have',
    text: 'languages: [sv]\nlegal: [{ text: { sv: Lagen, en: The law } }]',
    reported: ['se.yaml:2:34: legal[0].text.en is no language of this page\n    Add it to languages, or use one of sv'],
  },
  {
    why: 'a language twice',
    text: 'languages: [sv, sv]',
    reported: ['se.yaml:1:17: languages[1] "sv" is there already\n    Name each language once'],
  },
  {
    why: 'a language that does not come with the filter, without its sentences',
    text: 'languages: [fi]',
    reported: [
      'se.yaml:1:13: languages[0] "fi" has no built-in text\n    Add words.fi.title and 19 more, or choose one of en, sv, lt, lv, et, nl, hr, de, kk, ru',
    ],
  },
  {
    why: 'a placeholder that is none',
    text: 'languages: [sv]\nwords: { sv: { lead: "{operatr} stoppar sidan." } }',
    reported: ['se.yaml:2:22: words.sv.lead holds the unknown placeholder {operatr}\n    Did you mean {operator}?'],
  },
  {
    why: 'a key that is none',
    text: 'helplines: []',
    reported: [
      'se.yaml:1:1: helplines is no known key\n    Remove it. Known here: languages, authority, legal, objection, help, words',
    ],
  },
  {
    why: 'a link that would run',
    text: 'objection: "javascript:alert(1)"',
    reported: [
      'se.yaml:1:12: objection "javascript:alert(1)" is no link\n    Write an absolute URL that begins with https://, http:// or mailto:',
    ],
  },
  {
    why: 'a telephone number that is none',
    text: 'help: [{ kind: urgent, name: Help, phone: "112;x" }]',
    reported: [
      'se.yaml:1:43: help[0].phone "112;x" has not the form asked for\n    Write it as ^\\+?[0-9][0-9 ()/-]{1,23}$',
    ],
  },
  {
    why: 'help of no kind',
    text: 'help: [{ kind: other, name: Help }]',
    reported: [
      'se.yaml:1:16: help[0].kind "other" is no choice here\n    Choose one of urgent, worried, harmed, report.',
    ],
  },
])('$why', ({ text, reported }) => {
  expect(problemsOf(text)).toEqual(reported);
});
