import type { BlockedName, BlockedNames } from '../dns/blocked-names.ts';

/**
 * Lua for `dofile` in kresd.conf of Knot Resolver 5. The names are one text, because a Lua function holds 65,536 constants at most;
 * before each, 1 stands for "itself", 2 for "all below", 3 for both, 0 for neither. Loading it again replaces the names.
 *
 * It is not a policy zone: the answers of `policy.rpz` may be kept for 10,800 seconds, and it takes half a file for a whole one.
 */
export function knotText({ names }: BlockedNames): string {
  return [
    '-- Made by netvakt export. In kresd.conf: dofile("FILE"). Again over the control socket, to load another one.',
    'local names, count = {}, 0',
    'for verdict, name in ([[',
    ...names.map(lineOf),
    "]]):gmatch('([0-3])(%S+)') do names[name] = tonumber(verdict); count = count + 1 end",
    `assert(count == ${names.length}, 'netvakt: the file is cut short')`,
    PROGRAM,
  ].join('\n');
}

function lineOf({ name, self, below }: BlockedName): string {
  return `${(self ? 1 : 0) + (below ? 2 : 0)}${name}`;
}

const PROGRAM = `
netvakt = netvakt or {}
netvakt.names = names

local ffi = require('ffi')
local SOA = '\\6nobody\\7invalid\\0\\6nobody\\7invalid\\0' .. '\\0\\0\\0\\1\\0\\0\\14\\16\\0\\0\\4\\176\\0\\9\\58\\128\\0\\0\\1\\44'

local function is_blocked(name)
  local verdict = netvakt.names[name]
  if verdict then return verdict % 2 == 1 end
  for dot in name:gmatch('()%.') do
    verdict = netvakt.names[name:sub(dot + 1)]
    if verdict then return verdict >= 2 end
  end
  return false
end

-- NXDOMAIN, which may be remembered for five minutes.
local function deny(_, request)
  local answer = request:ensure_answer()
  if answer == nil then return nil end
  ffi.C.kr_pkt_make_auth_header(answer)
  answer:rcode(kres.rcode.NXDOMAIN)
  answer:begin(kres.section.AUTHORITY)
  answer:put(answer:qname(), 300, answer:qclass(), kres.type.SOA, SOA)
  request:set_extended_error(kres.extended_error.BLOCKED, 'NVKT')
  return kres.DONE
end

if not netvakt.rule then
  netvakt.rule = policy.add(function (_, query)
    local name = kres.dname2str(query:name()):lower():gsub('%.$', '')
    return is_blocked(name) and deny or nil
  end)
end
`;
