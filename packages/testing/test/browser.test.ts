import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Browser } from '../src/index.ts';

const able = spawnSync('which', ['chromium']).status === 0 || process.env['CI'] === 'true';
const whereAble = able ? describe : describe.skip;

const left = (): readonly string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith(`netvakt-chromium-${process.pid}-`));

/** Ends the browsers of this process, as one that crashes ends. */
function crash(): void {
  expect(spawnSync('pkill', ['--signal', 'KILL', '--parent', String(process.pid), 'chromium']).status).toBe(0);
}

// A browser that ended without an answer held a whole run up for the five minutes that a hook may take.
whereAble(`a browser that crashes${able ? '' : ' (skipped: no chromium here)'}`, () => {
  let silent: Server | undefined;
  afterEach(() => {
    silent?.close();
  });

  test('fails what waits for an answer, and can be closed', async () => {
    const before = left();
    const browser = new Browser();
    const page = await browser.page();
    const never = page.evaluate('new Promise(() => undefined)');
    crash();
    await expect(never).rejects.toThrow('Chromium is gone');
    await expect(page.evaluate('1')).rejects.toThrow('Chromium is gone');
    await browser.close();
    expect(left()).toEqual(before);
  });

  test('fails what waits for a page whose process crashes, and goes on with others', async () => {
    const browser = new Browser();
    const page = await browser.page();
    await expect(page.open('chrome://crash')).rejects.toThrow('The page has crashed');
    const other = await browser.page();
    expect(await other.evaluate('1 + 1')).toBe(2);
    await browser.close();
  });

  test('fails a page that loads', async () => {
    silent = createServer();
    const asked = new Promise((resolve) => silent?.once('request', resolve));
    silent.listen(0, '127.0.0.1');
    await new Promise((resolve) => silent?.once('listening', resolve));
    const browser = new Browser();
    const page = await browser.page();
    const opened = page.open(`http://127.0.0.1:${(silent.address() as AddressInfo).port}/`);
    opened.catch(() => undefined); // it may fail before it is looked at
    await asked;
    crash();
    await expect(opened).rejects.toThrow('Chromium is gone');
    await browser.close();
  });

  test('that does not start says why, and leaves nothing behind', async () => {
    const before = left();
    const browser = new Browser(['--version']);
    await expect(browser.page()).rejects.toThrow('Chromium ended before it listened');
    await browser.close();
    expect(left()).toEqual(before);
  });
});
