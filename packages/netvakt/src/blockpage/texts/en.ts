import type { Words } from '../../config/schema/page-file.ts';

/** English. The other languages have the same sentences. */
export const en: Words = {
  title: 'This page is blocked',
  lead: 'The page is on a list of pages that show sexual abuse of children. {operator} stops such pages in its network.',
  calm: 'Perhaps you came here by accident, through a link, a message or a pop-up. You can simply close this window.',
  privacyTitle: 'Nothing about you is stored',
  privacy:
    'The filter does not store who you are, your IP address or which page you wanted to open. It only counts how many pages it blocks. This page sets no cookies and loads nothing from other sites.',
  helpTitle: 'Help and support',
  urgent: 'If a child is in danger now',
  worried: 'If you worry about your own thoughts or actions',
  harmed: 'If you or somebody you know has been abused',
  report: 'If you want to report a page or a picture',
  whyTitle: 'Why is it blocked?',
  why: 'Behind every such picture is a child who was harmed. Each time it is shown, the harm goes on. The block helps to protect the child.',
  legal: 'The block is based on:',
  decideTitle: 'Who decides what is on the list?',
  decide: '{authority} examines pages and decides which of them are on the list. {operator} does not choose them.',
  objectTitle: 'Is this a mistake?',
  object:
    'Do you think that the page is blocked by mistake, or is it your own page? Then you can ask for a review. Say which page you mean, and give the reference below. You do not have to say why you wanted to open it.',
  objectLink: 'Ask for a review',
  reference: 'Reference',
  referenceNote:
    'It stands for the network, the day and the version of this text. It says nothing about you or the page.',
};
