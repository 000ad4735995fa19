/** The units, judged by systemd itself. */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from '@jest/globals';
import { testWith } from './support/missing.ts';

const UNITS = fileURLToPath(new URL('../../deploy/systemd/', import.meta.url));
const RULES = ['netvakt-rules.service', 'netvakt-rules-check.service', 'netvakt-rules.timer'];
const COALITION = 'netvakt-coalition.service';
const VERIFIED = ['netvakt.service', 'netvakt@a.service', 'netvakt.socket', COALITION, ...RULES];
const NEEDS = { programs: ['systemd-analyze'] };
const root = mkdtempSync(join(tmpdir(), 'netvakt-units-'));
afterAll(() => rmSync(root, { recursive: true }));

/** A root in which the units are installed as by the package, and what they start can be started. */
function stage(): void {
  mkdirSync(join(root, 'usr/bin'), { recursive: true });
  mkdirSync(join(root, 'bin'), { recursive: true });
  for (const program of ['usr/bin/netvakt', 'bin/sh', 'bin/systemctl']) {
    writeFileSync(join(root, program), '#!/bin/sh\n');
    chmodSync(join(root, program), 0o755);
  }
  cpSync('/usr/lib/systemd/system', join(root, 'usr/lib/systemd/system'), { recursive: true, verbatimSymlinks: true });
  for (const unit of ['netvakt.service', 'netvakt@.service', 'netvakt.socket', COALITION, ...RULES])
    cpSync(join(UNITS, unit), join(root, 'usr/lib/systemd/system', unit));
}

function analyze(...words: readonly string[]): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync('systemd-analyze', words, { encoding: 'utf8' });
  return { status, output: `${stdout}${stderr}` };
}

testWith(NEEDS, 'systemd finds nothing to complain about', () => {
  stage();
  const { status, output } = analyze('verify', '--man=no', `--root=${root}`, ...VERIFIED);
  expect(output.split('\n').filter((line) => line.includes('netvakt'))).toEqual([]);
  expect(status).toBe(0);
});

// 0 is the least exposure, 10 the most. What is left: the network and IP addresses, which a filter is for; V8's code; names of users.
testWith(NEEDS, 'the exposure of the service is at most 1.5 of 10, by the judgement of systemd', () => {
  const { status, output } = analyze('security', '--offline=true', '--threshold=15', join(UNITS, 'netvakt.service'));
  expect(output).toMatch(/Overall exposure level for netvakt\.service: 1\.[0-5] OK/u);
  expect(status).toBe(0);
});

// No capability, no device, no interface, no other user. What is left: the network, and V8's code.
testWith(NEEDS, 'the exposure of the server of a coalition is at most 1.2 of 10', () => {
  const { status, output } = analyze('security', '--offline=true', '--threshold=12', join(UNITS, COALITION));
  expect(output).toMatch(/Overall exposure level for netvakt-coalition\.service: 1\.[0-2] OK/u);
  expect(status).toBe(0);
});

test('the server of a coalition has a user and folders of its own, and starts with nothing that a party signs with', () => {
  const [users, folders] = [settings('coalition-sysusers.conf').join(''), settings('coalition-tmpfiles.conf')];
  expect(users).toMatch(/^u netvakt-coalition - "[^"]+" \/var\/lib\/netvakt-coalition$/u);
  const made = folders.filter((line) => line !== '');
  expect(made).toHaveLength(3);
  for (const line of made)
    expect(line).toMatch(/^d \/var\/lib\/netvakt-coalition\S* +0700 netvakt-coalition netvakt-coalition -$/u);
  const unit = settings(COALITION);
  expect(unit).toEqual(
    expect.arrayContaining(['User=netvakt-coalition', 'StateDirectory=netvakt-coalition', 'LimitCORE=0']),
  );
  const start = unit.find((line) => line.startsWith('ExecStart=')) ?? '';
  for (const [, path] of start.matchAll(/ (\/var\/lib\/\S+)/gu))
    expect(path).toMatch(/^\/var\/lib\/netvakt-coalition\//u);
  expect(start).not.toMatch(/\/var\/lib\/netvakt\//u);
});

testWith(NEEDS, 'mode packet adds two capabilities, and is at most 1.9 of 10', () => {
  const unit = join(root, 'netvakt.service');
  writeFileSync(
    unit,
    ['netvakt.service', 'packets.conf'].map((name) => readFileSync(join(UNITS, name), 'utf8')).join('\n'),
  );
  const { output } = analyze('security', '--offline=true', '--threshold=19', unit);
  expect(output).toMatch(/Overall exposure level for netvakt\.service: 1\.[0-9] OK/u);
  expect(settings('packets.conf')).toContain('CapabilityBoundingSet=CAP_NET_ADMIN CAP_NET_RAW');
  expect(settings('netvakt.service')).toContain('CapabilityBoundingSet=');
});

/** The lines of a unit that are no comment. */
function settings(unit: string): string[] {
  const lines = readFileSync(join(UNITS, unit), 'utf8').split('\n');
  return lines.filter((line) => !line.startsWith('#'));
}

test('what reads lists once shared the cores evenly with the traffic: the unit denied setpriority, and nobody was told', () => {
  // systemd.exec(5): the first line says that a list of what is allowed follows; later ones take from it, or add to it.
  const filters = settings('netvakt.service').filter((line) => line.startsWith('SystemCallFilter='));
  expect(filters.at(-1)).toBe('SystemCallFilter=setpriority sched_setaffinity');
  expect(filters[0]).toBe('SystemCallFilter=@system-service');
});

test('the two of an upgrade differ from the one service in name, configuration and runtime folder alone', () => {
  const one = settings('netvakt.service');
  expect(settings('netvakt@.service').filter((line, i) => line !== one[i])).toEqual([
    'Description=Netvakt inline web filter, %i',
    'ExecStart=/usr/bin/netvakt run --config /etc/netvakt/%i.yaml',
    'ExecReload=/usr/bin/netvakt reload --config /etc/netvakt/%i.yaml',
    'RuntimeDirectory=netvakt netvakt/%i',
  ]);
  expect(settings('netvakt@.service')).toHaveLength(one.length);
});

test('a reload that the filter refused once succeeded for systemctl: the unit only sent a signal', () => {
  expect(settings('netvakt.service')).toContain(
    'ExecReload=/usr/bin/netvakt reload --config /etc/netvakt/netvakt.yaml',
  );
});

test('no signal and no variable opens an inspector: the command that the package installs', () => {
  const wrapper = readFileSync(join(UNITS, '../debian/netvakt.sh'), 'utf8');
  expect(wrapper).toMatch(/^exec \S+\/node --disable-sigusr1 /mu);
  expect(wrapper).toMatch(/^unset NODE_OPTIONS /mu);
});

test('rules are put in force after all that flushes them and before the filter, and only their own unit takes them away', () => {
  const rules = settings('netvakt-rules.service');
  const after = rules.filter((line) => line.startsWith('After=')).join(' ');
  for (const unit of ['nftables.service', 'systemd-networkd.service', 'network-pre.target'])
    expect(after).toContain(unit);
  expect(rules).toContain('Before=netvakt.service');
  expect(settings('netvakt@.service').join('\n')).toMatch(/^After=.*netvakt-rules\.service/mu);
  expect(rules.filter((line) => line.startsWith('PartOf='))).toEqual([]);
  for (const unit of RULES.slice(1)) expect(settings(unit)).toContain('PartOf=netvakt-rules.service');
});

test('rules are taken away also if their unit is stopped while it starts or reloads: systemd skips ExecStop= then', () => {
  const rules = settings('netvakt-rules.service');
  expect(rules.filter((line) => line.startsWith('ExecStop'))).toEqual([
    'ExecStopPost=/usr/bin/netvakt export nft --remove --config /etc/netvakt/netvakt.yaml',
  ]);
});

test('what puts rules in force has no mounts of its own: names of namespaces would end with it', () => {
  for (const unit of RULES.slice(0, 2))
    expect(settings(unit).filter((line) => /^(?:Protect|Private|ReadOnly|ReadWrite)\w+=/u.test(line))).toEqual([]);
});

test('the units keep what V8 and a filter need', () => {
  const service = readFileSync(join(UNITS, 'netvakt.service'), 'utf8');
  expect(service).not.toMatch(/^(?:MemoryDenyWriteExecute|IPAddressDeny)=/mu);
  expect(service).toMatch(/^Type=notify$[^]*^WatchdogSec=10$[^]*^LimitCORE=0$/mu);
  expect(readFileSync(join(UNITS, 'netvakt.socket'), 'utf8')).toMatch(/^Transparent=yes$/mu);
});
