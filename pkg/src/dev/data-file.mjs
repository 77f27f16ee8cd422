// The data in one file: the database and the key that opens its sealed columns. It is always a whole one: each state is written
// beside it, flushed to the disk and renamed over it.

import { closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { dirname, resolve } from "node:path";

export class DataFile {
  /** Takes the file for this process. Throws when another one has it. */
  constructor(path) {
    this.path = resolve(path);
    this.lock = `${this.path}.lock`;
    takeLock(this.lock, this.path);
    process.once("exit", () => rmSync(this.lock, { force: true }));
    // Of a process that was killed while it wrote: never renamed, so never answered for.
    rmSync(this.#next, { force: true });
  }

  get #next() {
    return `${this.path}.new`;
  }

  /** Undefined: there is none yet. */
  read() {
    return existsSync(this.path) ? new Uint8Array(readFileSync(this.path)) : undefined;
  }

  async write(bytes) {
    const file = await open(this.#next, "w", 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } catch (error) {
      await file.close();
      await rm(this.#next, { force: true });
      throw error;
    }
    await file.close();
    await rename(this.#next, this.path);
    await syncFolder(dirname(this.path));
  }
}

/** Without this a rename can be undone by a loss of power. Windows has no such thing, and does not need it. */
async function syncFolder(path) {
  if (process.platform === "win32") return;
  const folder = await open(path, "r");
  await folder.sync().finally(() => folder.close());
}

function takeLock(lock, path) {
  for (;;) {
    try {
      const file = openSync(lock, "wx", 0o600);
      writeFileSync(file, String(process.pid));
      closeSync(file);
      return;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    const owner = Number(readFileSync(lock, "utf8"));
    if (isAlive(owner)) throw new Error(`${path} is in use by process ${owner}. If there is no such server, remove ${lock}.`);
    rmSync(lock, { force: true });
  }
}

function isAlive(pid) {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
