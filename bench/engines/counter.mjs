// Stands between pages and the dev server, and counts.

import { createServer, request } from "node:http";

/** `{ url, counted() }`: `counted` gives `{ requests, preflights }` since the last time. */
export async function counter(base_url, after) {
  let counts = { requests: 0, preflights: 0 };
  const proxy = createServer((incoming, outgoing) => {
    counts[incoming.method === "OPTIONS" ? "preflights" : "requests"]++;
    const { method, headers, url } = incoming;
    const passed = request(new URL(url, base_url), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on("error", () => outgoing.destroy());
    incoming.pipe(passed);
  }).listen(0, "127.0.0.1");
  await new Promise((listening) => proxy.once("listening", listening));
  after(() => {
    proxy.close();
    proxy.closeAllConnections();
  });
  const counted = () => {
    const last = counts;
    counts = { requests: 0, preflights: 0 };
    return last;
  };
  return { url: `http://127.0.0.1:${proxy.address().port}`, counted };
}
