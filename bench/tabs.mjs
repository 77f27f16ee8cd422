// Tabs of one browser profile, each with a client of this package: `tab.client`, and `tab.user` where somebody is signed in.

const PASSWORD = "correct horse battery staple";

/**
 * What opens a tab: `open(options)`, which gives Playwright's page. `options` go to the client beside the server's address.
 * `before` runs in every tab ahead of the client. Of what `pages` gives its work, the browser, address and server are needed.
 */
export async function tabsOf({ browser, url, server }, before) {
  const context = await browser.newContext();
  await context.addInitScript(before);
  const open = async (options = {}) => {
    const page = await context.newPage();
    await page.goto(url, { waitUntil: "load" });
    await page.evaluate(startClient, { ...server, ...options });
    return page;
  };
  return { context, open };
}

/** Registers somebody and logs in; gives the identifier. Other tabs that are opened afterwards find them signed in. */
export function logInAnew(page) {
  return page.evaluate(async (password) => {
    const identifier = crypto.randomUUID();
    await tab.client.register(identifier, password);
    tab.user = await tab.client.login(identifier, password, true);
    tab.password = password;
    return identifier;
  }, PASSWORD);
}

async function startClient(options) {
  const { createClient } = await import("/ours/index.js");
  const client = createClient(options);
  globalThis.tab = { client, user: await client.init() };
}
