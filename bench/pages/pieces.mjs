// Runs in a page before a client starts: notes what the client asks of the browser, and for how long it waits for that.
// The wrappers cost something themselves, so these times are for finding the large pieces, not for comparing.

let spans = [];

/** What began since the last call, in order: `[what, begin, end]`, ms of the page's clock; no end where there was none yet. */
globalThis.bench.pieces = () => {
  const scripts = performance.getEntriesByType("resource").filter(({ name }) => /\.m?js$/.test(name));
  performance.clearResourceTimings();
  const noted = [...spans, ...scripts.map(({ name, startTime, responseEnd }) => [`script ${path(name)}`, startTime, responseEnd])];
  spans = [];
  return noted.toSorted((a, b) => a[1] - b[1]);
};

function begin(what) {
  const span = [what, performance.now()];
  spans.push(span);
  return () => void (span.length === 2 && span.push(performance.now()));
}

/** Replaces a method that gives a promise. */
function wrap(object, name, what) {
  const original = object[name];
  object[name] = function (...args) {
    const end = begin(typeof what === "function" ? what(...args) : what);
    const promise = original.apply(this, args);
    promise.then(end, end);
    return promise;
  };
}

const path = (url) => new URL(url?.url ?? url, location.href).pathname;

wrap(globalThis, "fetch", (url, init) => `fetch ${init?.method ?? "GET"} ${path(url)}`);
wrap(Response.prototype, "arrayBuffer", "body as bytes");
for (const name of ["compileStreaming", "instantiateStreaming", "compile", "instantiate"]) wrap(WebAssembly, name, `WebAssembly.${name}`);
for (const name of ["digest", "encrypt", "decrypt", "generateKey", "importKey"]) wrap(SubtleCrypto.prototype, name, (algorithm) => `subtle.${name} ${algorithm?.name ?? algorithm}`);

const { request } = LockManager.prototype;
LockManager.prototype.request = function (name, ...rest) {
  const work = rest.pop();
  const short = name.replace(/[0-9a-f]{8,}/g, "…");
  const end = begin(`lock ${short}`);
  return request.call(this, name, ...rest, (lock) => {
    end();
    return work(lock);
  });
};

const { open } = IDBFactory.prototype;
IDBFactory.prototype.open = function (...args) {
  const opening = open.apply(this, args);
  const end = begin("indexedDB.open");
  opening.addEventListener("success", end);
  opening.addEventListener("error", end);
  return opening;
};

const { transaction } = IDBDatabase.prototype;
IDBDatabase.prototype.transaction = function (...args) {
  const begun = transaction.apply(this, args);
  const end = begin(`transaction ${args[1] ?? "readonly"}`);
  begun.addEventListener("complete", end);
  begun.addEventListener("abort", end);
  return begun;
};

// Over the one of clients.mjs, whose module has run by now.
globalThis.Worker = class extends Worker {
  constructor(...args) {
    super(...args);
    this.awaited = [begin("worker starts")];
    this.addEventListener("message", () => this.awaited.shift()?.());
  }

  postMessage(message, transfer) {
    if ("password" in message) this.awaited.push(begin("derivation in the worker"));
    super.postMessage(message, transfer);
  }
};
