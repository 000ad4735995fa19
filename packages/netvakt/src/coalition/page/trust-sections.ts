/** The sections about where the figures come from: editions, definitions, the log, and how to check all of it. */
import { type CoalitionPolicy, definitionsDigest, type EditionPayload } from '@netvakt/coalition';
import { escapeHtml } from '@netvakt/proxy';
import type { Figures } from './format.ts';
import { pageSection, scrollingTable, tableRow, termList } from './html.ts';
import type { PublishedEdition, PublishedRecord } from './record.ts';
import type { PageWords } from './words.ts';

/** Every edition ever published, newest first. */
export function editionsSection({ editions }: PublishedRecord, words: PageWords, figures: Figures): string {
  const heads = [words.edition, words.reason, words.recorded, words.submissions, words.released, words.hidden]
    .concat([words.missing, words.files, 'SHA-256'])
    .map(escapeHtml);
  const rows = editions.toReversed().map((one) => editionRow(one, words, figures));
  const table = scrollingTable(words.editionsTitle, heads, rows, 'text');
  return pageSection('editions', words.editionsTitle, `<p>${escapeHtml(words.editions)}</p>\n${table}`);
}

function editionRow({ edition, sha256, recorded }: PublishedEdition, words: PageWords, figures: Figures): string {
  const { reason, submissions, members } = edition;
  const count = (status: string): string =>
    figures.count(edition.figures.filter((figure) => figure.status === status).length);
  const name = edition.edition;
  const links = `<a href="edition/${name}.json">JSON</a> <a href="edition/${name}.csv">CSV</a>`;
  const cells = [
    escapeHtml(words.reasons[reason]),
    escapeHtml(figures.date(recorded)),
    `${figures.count(submissions)} / ${figures.count(members)}`,
    count('value'),
    count('hidden'),
    count('missing'),
    links,
    `<code>${sha256}</code>`,
  ];
  return tableRow(
    escapeHtml(name),
    cells.map((cell) => `<td>${cell}</td>`),
  );
}

/** How units are counted, with the digest that every edition names. */
export function definitionsSection({ definitions }: CoalitionPolicy, words: PageWords): string {
  const rows = Object.entries(definitions).map(([field, value]) =>
    tableRow(`<code>${escapeHtml(field)}</code>`, [`<td><code>${escapeHtml(String(value))}</code></td>`]),
  );
  const digest = termList([[words.digest, `<code>${definitionsDigest(definitions)}</code>`]]);
  const table = scrollingTable(words.definitionsTitle, [words.field, words.value].map(escapeHtml), rows, 'full text');
  return pageSection(
    'definitions',
    words.definitionsTitle,
    `<p>${escapeHtml(words.definitions)}</p>\n${digest}\n${table}`,
  );
}

/** The log's state, and the commands that check it. */
export function verifySection(
  { log, editions }: PublishedRecord,
  words: PageWords,
  figures: Figures,
  withNames: boolean,
): string {
  const { size, root, cosigners, witnesses } = log;
  const terms = termList([
    [words.entries, figures.count(size)],
    [words.cosigned, `${figures.count(cosigners.length)} / ${figures.count(witnesses)}`],
    [words.root, `<code>${escapeHtml(root)}</code>`],
  ]);
  const names = scrollingTable(
    words.cosigned,
    [words.cosigner, words.recorded].map(escapeHtml),
    cosigners.map(({ id, time }) => tableRow(escapeHtml(id), [`<td>${escapeHtml(figures.date(time))}</td>`])),
  );
  const newest = editions.at(-1)?.sha256 ?? 'SHA256';
  const steps = [
    [words.verifyFiles, 'sha256sum --check SHA256SUMS'],
    [words.verifyLog, 'python3 verify-log.py coalition-folder my-copy-of-keys'],
    [words.verifyEdition, `grep -rlaF ${newest} coalition-folder/public/log/tile/entries`],
    [words.verifyMember, 'netvakt coalition verify'],
  ] as const;
  const list = steps.map(
    ([text, command]) => `<li><p>${escapeHtml(text)}</p><pre><code>${escapeHtml(command)}</code></pre></li>`,
  );
  return pageSection(
    'verify',
    words.verifyTitle,
    `<p>${escapeHtml(words.verify)}</p>\n${terms}\n${withNames ? `${names}\n` : ''}<ol>${list.join('')}</ol>`,
  );
}

/** What figures do and do not mean, and what may be released. */
export function readingSection(policy: CoalitionPolicy, words: PageWords, figures: Figures): string {
  const isBlind = policy.mode === 'blind';
  const sentences = [
    words.notPeople,
    words.notMore,
    words.ratios,
    isBlind ? words.blind : words.trustee,
    words.zeroNote,
  ];
  const terms = termList([
    [`${words.hidden} (◇)`, escapeHtml(words.hiddenNote)],
    [`${words.missing} (×)`, escapeHtml(words.missingNote)],
    ['–', escapeHtml(words.absentNote)],
    [words.least, figures.count(policy.contributors)],
  ]);
  const list = sentences.map((text) => `<li>${escapeHtml(text)}</li>`).join('');
  return pageSection('read', words.readTitle, `<ul>${list}</ul>\n${terms}`);
}

/** The rules of release, for members. */
export function rulesSection(
  { policy, digest }: { readonly policy: CoalitionPolicy; readonly digest: string },
  words: PageWords,
  figures: Figures,
): string {
  const terms = termList([
    [words.members, figures.count(policy.members.length)],
    [words.least, figures.count(policy.contributors)],
    [words.corrections, figures.count(policy.corrections)],
    [words.dominance, figures.count(policy.dominance)],
    [words.deadline, figures.count(policy.deadlineDays)],
    [`${words.policy} ${policy.serial}`, `<code>${escapeHtml(digest)}</code>`],
  ]);
  return pageSection('rules', words.rulesTitle, terms);
}

/** Nothing for a page without editions. */
export function asOfText(newest: EditionPayload | undefined, asOf: number, words: PageWords, figures: Figures): string {
  if (newest === undefined) return `<p class="note">${escapeHtml(words.none)}</p>`;
  return `<p class="note">${escapeHtml(`${words.newest}: ${newest.quarter} (${newest.edition}). ${words.asOf}: ${figures.date(asOf)}`)}</p>`;
}
