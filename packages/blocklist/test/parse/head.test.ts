import { gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { judgeHead } from '../../src/parse/head.ts';
import type { ListRefusalReason } from '../../src/report/refusal.ts';

const text = (content: string): Buffer => Buffer.from(content, 'latin1');

test.each<{ why: string; head: Buffer; reason: ListRefusalReason }>([
  { why: 'nothing', head: text(''), reason: 'empty' },
  { why: 'gzip', head: gzipSync('bad.test\n'), reason: 'compressed' },
  { why: 'zstd', head: zstdCompressSync('bad.test\n'), reason: 'compressed' },
  { why: 'zip', head: text('PK\u0003\u0004\u0014\0'), reason: 'compressed' },
  { why: 'bzip2', head: text('BZh91AY&SY'), reason: 'compressed' },
  { why: 'a program', head: text('\u007FELF\u0002\u0001'), reason: 'binary' },
  { why: 'a PDF', head: text('%PDF-1.7\n'), reason: 'binary' },
  { why: 'an image', head: text('\u0089PNG\r\n'), reason: 'binary' },
  { why: 'a NUL somewhere in the head', head: text('bad.test\nworse\0.test\n'), reason: 'binary' },
  { why: 'UTF-16, little end first', head: Buffer.from('\uFEFFbad.test', 'utf16le'), reason: 'encoding-utf-16' },
  { why: 'UTF-16 without its mark', head: Buffer.from('bad.test', 'utf16le'), reason: 'binary' },
  { why: 'a web page', head: text('<!DOCTYPE html>\n<title>404</title>'), reason: 'html-page' },
  {
    why: 'a web page after a byte order mark and blank lines',
    head: text('\u00EF\u00BB\u00BF\r\n <HTML>'),
    reason: 'html-page',
  },
  { why: 'a web page that begins with a comment', head: text('<!-- x --><p>'), reason: 'html-page' },
  { why: 'XML', head: text('<?xml version="1.0"?>'), reason: 'html-page' },
  {
    why: 'a portal that forwards',
    head: text('<html><meta http-equiv="refresh" content="0">'),
    reason: 'captive-portal',
  },
  { why: 'a portal by script', head: text('<html><script>window.location="/"</script>'), reason: 'captive-portal' },
  { why: 'a portal by protocol', head: text('<html><!-- <WISPAccessGatewayParam -->'), reason: 'captive-portal' },
  { why: 'a whole response', head: text('HTTP/1.1 302 Found\r\nLocation: /\r\n'), reason: 'http-response' },
  { why: 'an OpenPGP message', head: text('-----BEGIN PGP MESSAGE-----\n'), reason: 'encrypted' },
  { why: 'keyed hashes of 64 digits', head: text(`# 7\r\n\n${'0aF'.repeat(21)}0\n`), reason: 'keyed-hashes' },
  {
    why: 'keyed hashes of 40 digits, with a column behind',
    head: text(`${'0a'.repeat(20)};1\n`),
    reason: 'keyed-hashes',
  },
  { why: 'keyed hashes of 32 digits, one alone', head: text('0a'.repeat(16)), reason: 'keyed-hashes' },
])('refused: $why', ({ head, reason }) => {
  expect(judgeHead(head)).toMatchObject({ ok: false, reason });
});

test.each<{ why: string; head: Buffer; skip: number }>([
  { why: 'a list', head: text('bad.test\n'), skip: 0 },
  { why: 'a byte order mark is skipped', head: text('\u00EF\u00BB\u00BFbad.test\n'), skip: 3 },
  { why: 'a name that begins as bzip2 does', head: text('BZhome.test\n'), skip: 0 },
  { why: 'a name that begins as zip does', head: text('PK.test\n'), skip: 0 },
  { why: 'a comment that speaks of HTML', head: text('# no <html> here\nbad.test\n'), skip: 0 },
  { why: 'a head of nothing but line ends, read in linear time', head: text('\n'.repeat(65_536)), skip: 0 },
  { why: 'a name of 32 digits', head: text(`${'0a'.repeat(16)}.test\n`), skip: 0 },
  { why: 'a name of 33 digits', head: text(`${'0a'.repeat(16)}0\n`), skip: 0 },
  { why: 'digits in a later row', head: text(`bad.test\n${'0a'.repeat(16)}\n`), skip: 0 },
  { why: 'Latin-1', head: text('b\u00FCr.test\n'), skip: 0 },
])('read on: $why', ({ head, skip }) => {
  expect(judgeHead(head)).toEqual({ ok: true, skip });
});
