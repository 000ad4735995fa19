import { expect, test } from '@jest/globals';
import { type Exposition, negotiate } from '../../src/render/negotiate.ts';

test.each<{ why: string; accept: string | undefined; want: Exposition }>([
  { why: 'no header: curl and a browser of old', accept: undefined, want: 'text' },
  { why: 'anything', accept: '*/*', want: 'text' },
  {
    why: 'what Prometheus 2.49 to 3 sends, shortened',
    accept:
      'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.2,*/*;q=0.1',
    want: 'openmetrics',
  },
  {
    why: 'what Prometheus sends if OpenMetrics is off',
    accept: 'text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
    want: 'text',
  },
  { why: 'upper case and spaces', accept: 'Application/OpenMetrics-Text ; Version=1.0.0', want: 'openmetrics' },
  { why: 'no version: any will do', accept: 'application/openmetrics-text', want: 'openmetrics' },
  { why: 'a version that we do not speak', accept: 'application/openmetrics-text;version=2.0.0', want: 'text' },
  { why: 'weight zero means never', accept: 'application/openmetrics-text;q=0', want: 'text' },
  { why: 'plain text is preferred', accept: 'application/openmetrics-text;q=0.1,text/plain;q=0.9', want: 'text' },
  { why: 'a weight that is no number', accept: 'application/openmetrics-text;q=high', want: 'text' },
  { why: 'a browser', accept: 'text/html,application/xhtml+xml,*/*;q=0.8', want: 'text' },
])('$why', ({ accept, want }) => {
  expect(negotiate(accept)).toBe(want);
});
