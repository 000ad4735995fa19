/** Column names of the template, letter for letter: Annex I of Regulation (EU) 2024/2835. A space at an end is the template's own. */

/** Part 1: identification of the report. */
export const SUMMARY_COLUMNS: readonly string[] = ['Applicability', 'Service', 'Indicator', 'Value'];

/** Parts 3 and 5: what each row is of. */
export const CATEGORY_COLUMNS: readonly string[] = [
  'Applicability',
  'Service',
  'Reporting period',
  'Category of illegal content',
  'Description of the sub-category "Other"',
];

/** Part 3: figures of orders of Member States. */
export const ORDER_FIGURES: readonly string[] = [
  'Number of orders to act against illegal content received',
  'Number of specific items of information included in the total number of orders to act against illegal content',
  'Median time to inform the authority of the receipt of the order to act against illegal content',
  'Median time to give effect to the order to act against illegal content',
  'Number of orders to provide information',
  'Median time to inform the authority of the receipt of the order to provide information',
  'Median time to give effect to the order to provide information',
];

/** Part 3: context of each figure. */
export const ORDER_CONTEXTS: readonly string[] = [
  'Contextual information on number of orders to act against illegal content received',
  'Contextual information on number of specific items of information included in the total number of orders to act against illegal content',
  'Contextual information on Median time to inform the authority of the receipt of the order to act against illegal content',
  'Contextual information on Median time to give effect to the order to act against illegal content',
  'Contextual information on Number of orders to provide information',
  'Contextual information on Median time to inform the authority of the receipt of the order to provide information',
  'Contextual information on Median time to give effect to the order to provide information',
];

/** Part 5: figures of measures at the provider’s own initiative. */
export const MEASURE_FIGURES: readonly string[] = [
  "Number of measures taken at the provider's own initiative ",
  'Number of measures taken after detection with solely automated means ',
  'Visibility restriction Removal',
  'Visibility restriction Disable',
  'Visibility restriction Demoted',
  'Visibility restriction Age restricted',
  'Visibility restriction Interaction restricted',
  'Visibility restriction Labelled ',
  'Visibility restriction Other',
  'Monetary restriction Suspension',
  'Monetary restriction Termination',
  'Monetary restriction Other',
  'Provision of the service Suspension',
  'Provision of the service Termination',
  'Account restriction Suspension',
  'Account restriction Termination',
];

/** Part 7: complaints. Part 8: automated means. */
export const SECTION_COLUMNS: readonly string[] = [
  'Applicability',
  'Service',
  'Reporting period',
  'Section',
  'Indicator',
  'Scope',
  'Value',
  'Contextual Information',
];

/** Part 11: qualitative part. */
export const QUALITATIVE_COLUMNS: readonly string[] = [
  'Applicability',
  'Service',
  'Reporting period',
  'Indicator',
  'Value',
];
