/**
 * The look of the page: one column, large text, quiet colours. Every pair of text and ground has a contrast of 4.5 or more
 * (WCAG 2.2 AA) in both schemes; lengths are relative, so that zoom and large fonts reflow. It is allowed by its hash.
 */
export const STYLE: string = [
  ':root{color-scheme:light dark;--g:#f4f5f3;--c:#fff;--t:#1d2b2f;--m:#4d5c60;--a:#0b5c63;--s:#e3efee;--l:#d5dcda}',
  '@media(prefers-color-scheme:dark){:root{--g:#12191b;--c:#1a2427;--t:#e9efee;--m:#a9b8b9;--a:#7fd0d2;--s:#1d3336;--l:#314045}}',
  '*{box-sizing:border-box}',
  'html{-webkit-text-size-adjust:100%;text-size-adjust:100%}',
  'body{margin:0;background:var(--g);color:var(--t);font:1.0625rem/1.6 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:break-word}',
  'body>*{max-width:44rem;margin:0 auto;padding:0 1.25rem}',
  'header{padding-top:clamp(1.5rem,6vw,3.5rem)}',
  'svg{display:block;color:var(--a);margin-bottom:1rem}',
  'h1{font-size:clamp(1.75rem,6vw,2.4rem);line-height:1.2;margin:0 0 .75rem;letter-spacing:-.01em;text-wrap:balance}',
  'h2{font-size:1.25rem;line-height:1.3;margin:0 0 .5rem}',
  'h3{font-size:1rem;line-height:1.4;margin:0 0 .25rem}',
  'p,ul{margin:0 0 .75rem}',
  '.lead{font-size:1.2rem;line-height:1.5}',
  'section{margin:0 0 1rem;padding:1.25rem 1.4rem;background:var(--c);border:1px solid var(--l);border-radius:.75rem}',
  'section>:last-child{margin-bottom:0}',
  '.calm{margin-top:1.5rem;background:var(--s);border-color:var(--s)}',
  '.help{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(15rem,100%),1fr));gap:1rem 2rem;padding:0;list-style:none;margin-top:.75rem}',
  '.help p{margin:0 0 .25rem}',
  'a{color:var(--a);text-underline-offset:.15em}',
  'a:focus-visible{outline:.2rem solid var(--a);outline-offset:.15rem;border-radius:.2rem}',
  '.go{display:inline-block;padding:.55rem 1rem;border:.1rem solid var(--a);border-radius:.5rem;font-weight:600;text-decoration:none}',
  '.go:hover{background:var(--s)}',
  '.note,footer{color:var(--m);font-size:.9375rem}',
  'code{font:600 1em ui-monospace,Consolas,monospace;color:var(--t)}',
  'footer{padding-bottom:2.5rem}',
  '@media print{:root{--g:#fff;--c:#fff;--t:#000;--m:#333;--a:#000;--s:#fff;--l:#999}section{break-inside:avoid}a[href^=http]::after{content:" (" attr(href) ")"}}',
].join('');
