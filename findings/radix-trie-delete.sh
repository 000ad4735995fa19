#!/usr/bin/env bash
# radix-trie-js: removing one rule removes the rule above it as well.
#
# Most would guess: delete(key) of a radix trie removes that key, and every other key is found as before.
# In fact: if three keys each begin with the one before, deleting the middle one merges its two neighbours, and the value of the
#   shortest is dropped. With hosts written from the right, a rule for a host is withdrawn and the rule for its domain is gone:
#   no error, and has() answers false. A filter that applies changes to such a trie in place opens domains that stay listed.
# Versions: radix-trie-js 1.1.0 (npm), Node of the machine.
# Source: the library's README (delete takes the key to remove); index.js, delete: the check for a redundant edge does not ask
#   whether the node itself has a value. Found by comparing with a Map.
# Date: 2026-11-28.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --prefix "$work" radix-trie-js@1.1.0 || exit 2

cat >delete.cjs <<'END'
const Trie = require('radix-trie-js');
const rules = ['test.listed', 'test.listed.cdn', 'test.listed.cdn.img', 'test.other'];
const trie = new Trie();
const model = new Map();
for (const rule of rules) {
  trie.add(rule, 'block');
  model.set(rule, 'block');
}
const show = (step) => console.log(`${step}: ${rules.map((rule) => `${rule}=${trie.get(rule)}`).join(' ')}`);
show('before');
trie.delete('test.listed.cdn');
model.delete('test.listed.cdn');
show('after');
console.log(`lost: ${[...model.keys()].filter((rule) => trie.get(rule) === null).join(' ')}`);
END
result=$(node delete.cjs)
echo "radix-trie-js $(node -p 'require("radix-trie-js/package.json").version')"
echo 'radix-trie-js loses the rule test.listed when test.listed.cdn is deleted.'
echo "$result"
[ "$(tail -1 <<<"$result")" = 'lost: test.listed' ] || { echo 'changed: other rules are lost, or none'; exit 1; }
