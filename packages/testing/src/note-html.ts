import { Marked } from 'marked';

/** A note as a forge would show it: a whole HTML document, its style close to GitHub's. */
export function noteHtml(markdown: string, theme: 'light' | 'dark'): string {
  return `<!doctype html><html lang="en" data-theme="${theme}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Note</title><style>${style}</style></head><body><article>${noteBody(markdown)}</article></body></html>`;
}

/** The note's HTML alone: GitHub-flavoured, newlines as breaks as in comments, alerts as boxes. */
export function noteBody(markdown: string): string {
  const html = new Marked({ gfm: true, breaks: true, async: false }).parse(markdown);
  return String(html).replace(
    /<blockquote>\s*<p>\[!(NOTE|IMPORTANT|WARNING)\]<br>([\s\S]*?)<\/p>\s*<\/blockquote>/g,
    (_, level: string, text: string) => `<div class="alert ${level.toLowerCase()}"><b>${level}</b><p>${text}</p></div>`,
  );
}

const style = `
:root{--bg:#fff;--fg:#1f2328;--mut:#59636e;--line:#d1d9e0;--soft:#f6f8fa;--code:#818b981f;--link:#0969da;color-scheme:light}
:root[data-theme=dark]{--bg:#0d1117;--fg:#f0f6fc;--mut:#9198a1;--line:#3d444d;--soft:#151b23;--code:#656c7633;--link:#4493f8;color-scheme:dark}
*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--fg);font:14px/1.5 -apple-system,BlinkMacSystemFont,"Segoe UI","Noto Sans",Helvetica,Arial,sans-serif}
article{max-width:860px;padding:16px;overflow-wrap:break-word}
h3{font-size:1.25em;margin:0 0 16px;line-height:1.25}h4{font-size:1em;margin:24px 0 16px}p,ul,ol,table,details,pre{margin:0 0 16px}ul,ol{padding-left:2em}li+li{margin-top:.25em}
a{color:var(--link)}code{font:85% ui-monospace,Menlo,Consolas,monospace;background:var(--code);padding:.2em .4em;border-radius:6px;white-space:break-spaces}
pre{background:var(--soft);padding:16px;overflow:auto;border-radius:6px}pre code{background:none;padding:0;white-space:pre}
table{display:block;width:max-content;max-width:100%;overflow:auto;border-spacing:0;border-collapse:collapse;font-variant-numeric:tabular-nums}
th,td{padding:6px 13px;border:1px solid var(--line)}tr:nth-child(2n){background:var(--soft)}sub{font-size:75%;color:var(--mut);line-height:1.6}summary{cursor:pointer}
.alert{border-left:.25em solid #8250df;padding:8px 16px;margin-bottom:16px}.alert.note{border-color:#0969da}.alert.warning{border-color:#9a6700}.alert p{margin:4px 0 0}.alert b{font-size:12px}
`;
