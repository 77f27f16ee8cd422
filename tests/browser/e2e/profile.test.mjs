// What somebody gets who copies the files of a browser's profile: by a backup, by malware, from a disk without encryption.
// The copy is made after the browser was closed, and attacked without it, too.

import assert from "node:assert/strict";
import { createDecipheriv } from "node:crypto";
import { cp, mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { newTab } from "./sdk-pages.mjs";
import { launchWithProfile } from "./support.mjs";

const limit = { timeout: 120_000 };
const COOKIE = { refresh: { endpoint: 0, endpoint_url: "http://127.0.0.1:9/refresh" } };

/** Signs somebody in, in a profile of its own, closes the browser, and hands `work` what is left: the folder and the secrets. */
async function afterUse(options, work) {
  const folder = await mkdtemp(join(tmpdir(), "sentc-light-profile-"));
  try {
    const context = await launchWithProfile(folder);
    const page = await newTab(context);
    const secrets = await page.evaluate(async (options) => {
      const { client } = await help.start(options);
      const { user } = await help.somebody(client);
      await user.getGroup(await user.createGroup());
      const { jwt, refresh_token, device } = user.data;
      // A piece without characters that JSON would write in another way.
      const middle = (text) => JSON.parse(text).key.slice(20, 60);
      return { jwt: jwt.slice(-60), refresh_token, private_key: middle(device.private_key), sign_key: middle(device.sign_key), password: help.PASSWORD };
    }, options);
    // One more start, so that what is written is what a daily user has.
    await page.reload();
    await page.waitForFunction(() => window.Sentc !== undefined);
    const [jwt, records] = await page.evaluate(async (options) => {
      const { found } = await help.start(options);
      if (!found) throw new Error("the session is not there");
      const read = async (key) => [key, await help.record(key)];
      const all = await Promise.all((await help.keys()).map(read));
      return [found.data.jwt.slice(-60), all.filter(([, record]) => record.sealed).map(([key, { iv, sealed }]) => [key, [...iv], [...sealed]])];
    }, options);
    // The start has renewed it, with the strategy `api`.
    secrets.jwt = jwt;
    await context.close();
    await work({ folder, secrets, records: records.map(([key, iv, sealed]) => [key, Buffer.from(iv), Buffer.from(sealed)]) });
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

test("no key, token or password is in the files in the clear", limit, async () => {
  // The same search must find what is not sealed, or it proves nothing.
  await afterUse({ encrypt_storage: "off" }, async ({ folder, secrets }) => {
    const found = await search(folder, secrets);
    assert.deepEqual(found.filter((name) => name !== "jwt"), ["private_key", "refresh_token", "sign_key"], "the search finds what is there");
  });
  for (const options of [{}, COOKIE]) {
    await afterUse(options, async ({ folder, secrets }) => assert.deepEqual(await search(folder, secrets), []));
  }
});

// SECURITY.md says so: "non-extractable" keeps the key from scripts. Chromium writes its bytes into the files of IndexedDB.
for (const [mode, options, expected] of [
  ["api", {}, ["jwt", "private_key", "refresh_token", "sign_key"]],
  ["cookie", COOKIE, ["jwt", "private_key", "sign_key"]],
]) {
  test(`the sealing key is in the files, and opens the records (${mode}): ${expected.join(", ")}`, limit, () =>
    afterUse(options, async ({ folder, secrets, records }) => {
      assert.ok(records.length >= 3, "records were sealed");
      const texts = opened(records, await sealingKey(folder, records.toSorted(([, , a], [, , b]) => a.length - b.length)[0]));
      assert.equal(texts.length, records.length, "every record opens");
      const found = Object.keys(secrets).filter((name) => texts.some((text) => text.includes(secrets[name])));
      assert.deepEqual(found.sort(), expected);
    }));
}

test("a copied profile has the session in api mode; in cookie mode no more than a JWT, which ends by itself", limit, async () => {
  for (const options of [{}, COOKIE]) {
    await afterUse(options, async ({ folder, secrets }) => {
      const copy = `${folder}-copy`;
      try {
        await cp(folder, copy, { recursive: true });
        // The lock names the process that had the profile.
        for (const name of await readdir(copy)) if (name.startsWith("Singleton")) await rm(join(copy, name), { force: true });
        const context = await launchWithProfile(copy);
        // When the JWT has ended.
        const page = await newTab(context, {
          before: () => {
            const { now } = Date;
            Date.now = () => now.call(Date) + 3_600_000;
          },
        });
        const seen = await page.evaluate(async (options) => {
          const { found } = await help.start(options);
          const next = await found.getJwt().then((jwt) => jwt.slice(-60), ({ code }) => code);
          const devices = await found.getDevices().then(({ length }) => length, ({ code }) => code);
          return { refresh_token: found.data.refresh_token, next, devices };
        }, { retries: 0, ...options });
        await context.close();
        if (options === COOKIE) {
          assert.equal(seen.refresh_token, "");
          // The endpoint knows nothing of this browser; here it is not even there.
          for (const code of [seen.next, seen.devices]) assert.match(String(code), /^(NETWORK|REFRESH_ENDPOINT)$/);
        } else {
          assert.deepEqual([seen.refresh_token, seen.devices], [secrets.refresh_token, 1]);
          assert.ok(seen.next.length === 60 && seen.next !== secrets.jwt, seen.next);
        }
      } finally {
        await rm(copy, { recursive: true, force: true, maxRetries: 5 });
      }
    });
  }
});

async function* filesIn(folder, within = "") {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && (entry.parentPath ?? entry.path).includes(within)) yield await readFile(join(entry.parentPath ?? entry.path, entry.name)).catch(() => Buffer.alloc(0));
  }
}

/** The names of the secrets that are in any file below a folder, as UTF-8 or UTF-16. */
async function search(folder, secrets) {
  const found = new Set();
  for await (const bytes of filesIn(folder)) {
    for (const [name, secret] of Object.entries(secrets)) {
      if (bytes.includes(secret, 0, "latin1") || bytes.includes(secret, 0, "utf16le")) found.add(name);
    }
  }
  return [...found].sort();
}

/** The 32 bytes in the files of IndexedDB that open a record, wherever they are: every place is tried, first those behind a 32. */
async function sealingKey(folder, record) {
  for (const likely of [true, false]) {
    for await (const bytes of filesIn(folder, "IndexedDB")) {
      for (let at = 1; at + 32 <= bytes.length; at++) {
        const key = bytes.subarray(at, at + 32);
        if ((bytes[at - 1] === 32) === likely && (key[0] !== 0 || key[31] !== 0) && open(key, record) !== undefined) return key;
      }
    }
  }
  throw new Error("the key was not found");
}

const opened = (records, key) => records.map((record) => open(key, record)).filter((text) => text !== undefined);

/** AES-256-GCM with the tag at the end, without any of the SDK's code. */
function open(key, [place, iv, sealed]) {
  const cipher = createDecipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(place)).setAuthTag(sealed.subarray(-16));
  try {
    return Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()]).toString();
  } catch {
    return undefined;
  }
}
