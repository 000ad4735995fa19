const URL_OF_NOBODY = 'https://operator.example/';

/** Settings that every configuration of Netvakt needs and no benchmark depends on. JSON is YAML. */
export const OPERATOR_PART: object = {
  operator: { name: 'Bench', url: URL_OF_NOBODY },
  block: {
    authority: 'Bench',
    legal_basis: URL_OF_NOBODY,
    objection: URL_OF_NOBODY,
    help_line: URL_OF_NOBODY,
  },
};
