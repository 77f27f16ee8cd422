// The service behind Node's HTTP server, with what only a development server has: /dev/apps, and files to look at.

import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { generation, newService, run, ServiceTrapped } from "../testing/engine.js";
import { refusalOf } from "./own-machine.mjs";
import { fileAt } from "./files.mjs";

/** So much of a body is read; over 256 KiB the service refuses it. */
const MOST_READ = 4 * 1024 * 1024;

export class HttpService {
  #service;
  #made;
  #saved;
  #savedChanges;
  #saving;
  #next;

  constructor({ config, file, host, www }) {
    this.config = JSON.stringify(config);
    this.file = file;
    this.host = host;
    this.www = www;
    this.#open(file?.read());
    this.server = createServer((request, response) => this.#serve(request, response).catch((error) => this.#failed(error, response)));
  }

  /** Resolves to its address. */
  listen(host, port) {
    return new Promise((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(port, host, () => {
        const { address, family, port } = this.server.address();
        resolve(`http://${family === "IPv6" ? `[${address}]` : address}:${port}`);
      });
    });
  }

  async close() {
    this.server.close();
    this.server.closeAllConnections();
    await this.save();
  }

  apps() {
    return JSON.parse(this.#call((service) => service.apps()));
  }

  setOptions(app, change) {
    this.#call((service) => service.setOptions(app, JSON.stringify(change)));
  }

  /** Resolves when everything that has happened so far is in the file. */
  save() {
    if (!this.file || this.#live().changes() === this.#savedChanges) return this.#saving ?? Promise.resolve();
    // One is under way, which began before the last change: the next one covers all that wait for it.
    this.#next ??= (this.#saving ?? Promise.resolve()).catch(() => undefined).then(() => {
      this.#next = undefined;
      return (this.#saving = this.#write().finally(() => (this.#saving = undefined)));
    });
    return this.#next;
  }

  async #write() {
    const service = this.#live();
    const changes = service.changes();
    const bytes = run(() => service.snapshot());
    await this.file.write(bytes);
    [this.#saved, this.#savedChanges] = [bytes, changes];
  }

  #open(snapshot) {
    this.#saved = snapshot;
    this.#service = newService(this.config, Date.now(), snapshot);
    this.#made = generation();
    // A new database is a change itself.
    this.#savedChanges = snapshot ? this.#service.changes() : undefined;
  }

  #call(ask) {
    const service = this.#live();
    return run(() => ask(service));
  }

  #live() {
    if (this.#made !== generation()) this.#open(this.#saved);
    return this.#service;
  }

  async #serve(request, response) {
    const path = request.url.replace(/\?.*$/s, "");
    if (path === "/api/v1" || path.startsWith("/api/v1/")) return this.#serveApi(request, response);
    const why = path.startsWith("/dev/") ? refusalOf(request, this.host) : undefined;
    if (why) return send(response, 403, { "content-type": "text/plain" }, why);
    if (path === "/dev/apps" && request.method === "GET") return this.#sendApps(response);
    const [, app] = /^\/dev\/apps\/([^/]+)\/options$/.exec(path) ?? [];
    if (app && request.method === "PUT") return this.#putOptions(app, request, response);
    const { status, headers, body } = fileAt(this.www, path);
    send(response, status, headers, body);
  }

  async #serveApi(request, response) {
    const body = await bodyOf(request);
    const headers = JSON.stringify(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const wait = this.#call((service) => service.wait(Date.now(), request.method, request.url, headers, body));
    if (wait > 0) await sleep(wait);
    const answer = JSON.parse(this.#call((service) => service.answer(Date.now(), request.method, request.url, headers, body)));
    // What was answered is kept.
    await this.save();
    send(response, answer.status, Object.fromEntries(answer.headers), answer.body);
  }

  #sendApps(response) {
    send(response, 200, { "content-type": "application/json", "cache-control": "no-store", "x-content-type-options": "nosniff" }, JSON.stringify(this.apps()));
  }

  async #putOptions(app, request, response) {
    try {
      const text = new TextDecoder().decode(await bodyOf(request));
      this.#call((service) => service.setOptions(decodeURIComponent(app), text));
    } catch (error) {
      return send(response, 422, { "content-type": "text/plain" }, error.message);
    }
    await this.save();
    send(response, 204, {}, "");
  }

  #failed(error, response) {
    if (error instanceof ServiceTrapped) {
      const since = this.file ? "It goes on with what is in the file." : "Its data is gone.";
      console.error(`sentc-light-dev: the service failed inside. ${since}`, error.cause);
    } else if (error.code !== "ECONNRESET") {
      console.error(`sentc-light-dev: a request was not answered: ${error.message}`);
    }
    if (response.headersSent || response.destroyed) return response.destroy();
    send(response, 500, { "content-type": "application/json", "access-control-allow-origin": "*" }, '{"status":false,"err_msg":"the server failed; its output says why","err_code":500}');
  }
}

function send(response, status, headers, body) {
  response.writeHead(status, { ...headers, ...(status !== 204 && { "content-length": Buffer.byteLength(body) }) }).end(body);
}

async function bodyOf(request) {
  const parts = [];
  let length = 0;
  for await (const part of request) {
    length += part.length;
    if (length > MOST_READ) break;
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}
