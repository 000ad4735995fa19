import { definitionsDigest, INDICATORS_DIGEST, STANDARD_DEFINITIONS } from './definitions.ts';
import { INDICATOR_GROUPS, type IndicatorForm, type IndicatorGroup } from './indicator.ts';
import { INDICATORS } from './table.ts';

const TITLES: Readonly<Record<IndicatorGroup, string>> = {
  freshness: 'Freshness',
  efficacy: 'Efficacy',
  availability: 'Availability',
  blindness: 'Blindness',
  accuracy: 'Accuracy',
  coverage: 'Coverage',
  volume: 'Volume',
};

const FORMS: Readonly<Record<IndicatorForm, string>> = {
  share: 'share, in %',
  mean: 'mean',
  rate: 'rate, for 100,000',
};

/** The page `docs/coalition/indicators.md`: every indicator with its units and definition, and the digests. */
export function indicatorsReference(): string {
  const groups = INDICATOR_GROUPS.map((group) => {
    const rows = INDICATORS.filter((one) => one.group === group).map(
      ({ id, form, numerator, denominator, better, definition }) =>
        `| \`${id}\` | ${numerator} / ${denominator} | ${FORMS[form]} | ${better} | ${definition} |`,
    );
    return `## ${TITLES[group]}\n\n| id | numerator / denominator | form | better | definition |\n| --- | --- | --- | --- | --- |\n${rows.join('\n')}\n`;
  });
  const definitions = Object.entries(STANDARD_DEFINITIONS).map(([name, value]) => `| \`${name}\` | \`${value}\` |`);
  return `# Indicators of the coalition

Look up what a figure of the coalition means, and from which counts it is made.

Generated from \`packages/coalition/src/indicator\` by \`pnpm run docs\`. Do not edit.

Each indicator is two whole numbers for a market and month, so that members can be added: the ratio of the sums is the indicator of
all of them. A figure has a status: \`value\` (zero is a value), \`missing\` (not measured) or \`hidden\` (measured, not given). Blocked
attempts are not people, and more of them are not more abuse: volume comes last, and no direction of it is better.

Digest of this table: \`${INDICATORS_DIGEST}\`

${groups.join('\n')}
## Unit definitions

Figures of two definitions are never added. These are the standard ones; a coalition's policy may name others.

| field | value |
| --- | --- |
${definitions.join('\n')}

Digest: \`${definitionsDigest(STANDARD_DEFINITIONS)}\`
`;
}
