// As much of a mail server (RFC 5321) as it takes to receive a mail: plain text, no authentication.

import { once } from "node:events";
import { createServer } from "node:net";
import { createInterface } from "node:readline";

export async function startMailServer(t) {
  const [mails, waiting, sockets] = [[], [], new Set()];
  const deliver = (mail) => (waiting.length > 0 ? waiting.shift()(mail) : mails.push(mail));
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => undefined);
    receive(socket, deliver);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return {
    url: `smtp://127.0.0.1:${server.address().port}`,
    /** The next mail, now or when it comes. */
    next: () => (mails.length > 0 ? Promise.resolve(mails.shift()) : new Promise((resolve) => waiting.push(resolve))),
  };
}

function receive(socket, deliver) {
  const say = (line) => socket.write(`${line}\r\n`);
  let [to, lines] = [[], undefined];
  say("220 test");
  createInterface({ input: socket, crlfDelay: Infinity }).on("line", (line) => {
    if (lines) {
      if (line !== ".") return void lines.push(line.replace(/^\.\./, "."));
      deliver(parsed(to, lines));
      [to, lines] = [[], undefined];
      return say("250 OK");
    }
    const command = line.slice(0, 4).toUpperCase();
    if (command === "RCPT") to.push(/<([^>]*)>/.exec(line)[1]);
    if (command === "DATA") lines = [];
    say(command === "DATA" ? "354 go on" : command === "QUIT" ? "221 bye" : "250 OK");
  });
}

function parsed(to, lines) {
  const end = lines.indexOf("");
  const head = lines.slice(0, end).join("\n").replace(/\n[ \t]+/g, " ");
  const headers = Object.fromEntries(head.split("\n").map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]));
  return { to, headers, text: lines.slice(end + 1).join("\n") };
}
