import { createServer } from "node:http";

// Text in, text out, and the page's own code calls: what a driver injects runs beside the page's world.
const PAGE = `<!doctype html><title>bench</title><link rel="icon" href="data:,"><script type="module">
  import * as module from "/module.js";
  window.benchCall = async (name, args) => JSON.stringify(await module[name](...JSON.parse(args)));
</script>`;

/** Serves a page with the module. The headers isolate it, which gives it clocks of µs. */
export async function serve(source, after) {
  const ISOLATED = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };
  const server = createServer((request, response) => {
    const [type, body] = request.url === "/module.js" ? ["text/javascript", source] : ["text/html", PAGE];
    response.writeHead(200, { "Content-Type": `${type}; charset=utf-8`, ...ISOLATED }).end(body);
  }).listen(0, "127.0.0.1");
  await new Promise((listening) => server.once("listening", listening));
  after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${server.address().port}/`;
}
