// The sheet of a recovery kit, as a page to print. It needs no style and no script, so that any policy of the page lets it be shown.

interface Sheet {
  name: string;
  app: string;
  account: string;
  code: string;
  qr_svg: string;
  /** Of multi-factor authentication. */
  keys: readonly string[];
}

export function recoverySheet({ name, app, account, code, qr_svg, keys }: Sheet): string {
  const title = `Recovery kit${app && ` for ${app}`}`;
  const more = keys.length === 0 ? "" : `<h2>Keys for the second factor</h2><p>Each works once, where a code of your authenticator is asked for.</p><pre>${keys.map(escaped).join("\n")}</pre>`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title></head><body>
<h1>${escaped(title)}</h1>
<p>Account: <b>${escaped(account)}</b>${name && `<br>Kit: <b>${escaped(name)}</b>`}<br>Date: ${new Date().toISOString().slice(0, 10)}</p>
<p>This sheet opens your account if you forget your password or lose your device. Nobody can replace it, and nobody else has a copy.</p>
<p>${qr_svg.replace("<svg ", '<svg width="180" height="180" ')}</p>
<pre><b>${code.replace(/(.{23})-/, "$1\n")}</b></pre>
<ol><li>Print this page or write down the eight groups. Do not keep a picture of it.</li>
<li>Keep it where you keep your passport. Whoever has it can sign in as you.</li>
<li>To use it, choose “Forgot your password?” where you sign in, and scan the picture or type the groups. Capital and small letters are the same.</li>
<li>Then choose a new password. If the sheet was lost or seen by others, remove the kit in your account and make another one.</li></ol>
${more}</body></html>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
