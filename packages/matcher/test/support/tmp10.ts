import { Matcher, HashedMatcher, canonicaliseRequest } from '@netvakt/matcher';
import { createHmac } from 'node:crypto';
import { rulesOf, snapshotOf } from './engines.ts';
const m = new Matcher(snapshotOf(rulesOf(['http://shop.test/a/', 'http://shop.test/b?q', 'shop.example','http://shop.test/x/y/z/'])));
const n = 8000;
const rep = (s: string) => '/' + s.repeat(Math.floor(n / s.length));
const inputs: Record<string,string> = {
 plain: rep('abcdefgh'), p4: '/' + '%%4'.repeat(n/3|0), p4b: '/'+'%%4'.repeat(n/6|0)+'1'.repeat(n/2|0), p4c:'/'+'%'+'%4'.repeat(n/2|0), p25: rep('%25'), p25b: '/%'+'25'.repeat(n/2), pp: rep('%'), u: rep('%u0025'), slash: rep('/'), dots: rep('/..'), ups: '/'+'a/'.repeat(n/5|0)+'../'.repeat(n/5|0), semi: rep(';'), bs: rep('\\'), over: rep('%c0%ae'), trims: rep('. '), trim2: rep('.%20/'), nuls: rep('%00'), blank: rep('\xa0'), pu: rep('%%'), mix: rep('%%4/;\\.%c0%af%u0062\xa0'), sp: rep('%20'), pct32: '/'+'%%32%35'.repeat(n/7|0), longup: '/'+'a'.repeat(n/2)+'/..'.repeat(n/6|0), q: '/?'+'%'.repeat(n),
 eighty: rep('\x80'),
};
const hm = new HashedMatcher(m, (t)=>[createHmac('sha256','k').update(t).digest('hex')]);
const host='shop.test';
for (const [name, t] of Object.entries(inputs)) {
  const time = (f: ()=>void, k: number) => { for (let i=0;i<k;i++) f(); const s=performance.now(); for (let i=0;i<k;i++) f(); return ((performance.now()-s)/k*1000).toFixed(0); };
  console.log(name.padEnd(8), 'matcher', time(()=>m.matchRequest(host,t,0), 200), 'us   hashed', time(()=>hm.matchRequest(host,t,0),20), 'alternates', (canonicaliseRequest(host,t) as any).alternates?.length);
}
