import { expect, test } from '@jest/globals';
import { makeLog } from '../../src/base/log.ts';
import { checkConfig } from '../../src/config/load.ts';
import { checkOpenFiles } from '../../src/run/open-files.ts';
import { Captured } from '../support/captured.ts';
import { configText } from '../support/stage.ts';

// Two workers; 10,000 connections unless the file overrides this.
const config = checkConfig(configText(9), '/etc/netvakt/netvakt.yaml');

function output(limit: number): string {
  const stream = new Captured();
  checkOpenFiles(config, makeLog({ level: 'info', format: 'json' }, stream), limit);
  return stream.text;
}

test('a limit that leaves a worker no connection once started a filter that turned everybody away', () => {
  expect(() => output(132)).toThrow('Cannot serve any connection: this process may open 132 files');
  expect(() => output(132)).toThrow(/LimitNOFILE=/u);
  expect(() => output(20)).toThrow(/ERR_OPEN_FILES|Cannot serve/u);
});

test('fewer than configured is a warning with both figures, enough is nothing', () => {
  const { room, configured } = JSON.parse(output(1024)) as { room: number; configured: number };
  expect([room < configured, configured]).toEqual([true, config.reloadable.limits.connections]);
  expect(output(1_048_576)).toBe('');
  expect(output(Number.POSITIVE_INFINITY)).toBe('');
});
