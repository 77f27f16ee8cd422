// What lies in IndexedDB, and what happens when it lies badly.

import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser, withPage } from "./support.mjs";
import { newTab } from "./sdk-pages.mjs";

useBrowser();
const limit = { timeout: 120_000 };

/** A test with tabs of one browser profile. */
const inTabs = (work) => () => withPage((page) => work((options) => newTab(page.context(), options)));

test("records are sealed, under a key that can't be exported", limit, inTabs(async (tab) => {
  const page = await tab();
  const seen = await page.evaluate(async () => {
    const { client } = await help.start();
    const { identifier, user } = await help.somebody(client);
    await user.getGroup(await user.createGroup());
    const { device_id } = user.data;
    const keys = await help.keys();
    const records = await Promise.all(keys.map(help.record));
    const key = await help.record("sealing-key");
    const sealed = records.filter((record) => !(record instanceof CryptoKey));
    return {
      identifier, device_id, places: await help.places(),
      shapes: [...new Set(sealed.map((record) => `${Object.keys(record).sort()} ${record.iv.length} ${record.sealed.constructor.name}`))],
      ivs: new Set(sealed.map((record) => String(record.iv))).size === sealed.length,
      key: [key.extractable, key.algorithm.name, key.algorithm.length, [...key.usages].sort().join()],
      exported: await crypto.subtle.exportKey("raw", key).then(() => "exported", (error) => error.name),
    };
  });
  const { identifier, device_id } = seen;
  assert.deepEqual(seen.places, ["current", `device/${device_id}`, `groups/${device_id}`, "kdf", "sealing-key", `user/${identifier}`]);
  assert.deepEqual(seen.shapes, ["iv,sealed 12 Uint8Array"]);
  assert.ok(seen.ivs, "every record has its own IV");
  assert.deepEqual(seen.key, [false, "AES-GCM", 256, "decrypt,encrypt"]);
  assert.equal(seen.exported, "InvalidAccessError");
}));

test("a record put in another one's place does not open", limit, inTabs(async (tab) => {
  const page = await tab();
  const code = await page.evaluate(async () => {
    const { client } = await help.start();
    const [ada, bob] = [await help.somebody(client), await help.somebody(client)];
    const [adas, bobs] = (await help.keys()).filter((key) => key.includes("/user/")).sort((a, b) => Number(b.endsWith(ada.identifier)) - Number(a.endsWith(ada.identifier)));
    const record = await help.record(bobs);
    await help.store((store) => store.put(record, adas));
    const fresh = await help.start();
    return [await fresh.client.getUser(ada.identifier), (await fresh.client.getUser(bob.identifier)).data.user_id === bob.user.data.user_id];
  });
  assert.deepEqual(code, [false, true]);
}));

test("tabs that start at once make one key", limit, inTabs(async (tab) => {
  const tabs = await Promise.all(Array.from({ length: 4 }, () => tab()));
  const names = await Promise.all(tabs.map((page, at) => page.evaluate(async (name) => (await help.somebody((await help.start({ name })).client)).identifier, `tab-${at}`)));
  // Each reads what the others wrote.
  for (const page of tabs) {
    const found = await page.evaluate(async (count) => {
      const read = [];
      for (let at = 0; at < count; at++) {
        const { client } = await help.start({ name: `tab-${at}` });
        read.push((await client.getActualUser(false, true))[1]);
      }
      return read;
    }, tabs.length);
    assert.deepEqual(found, names);
  }
}));

test("plain records are read, and sealed then", limit, inTabs(async (tab) => {
  const page = await tab();
  const seen = await page.evaluate(async () => {
    const plain = await help.start({ encrypt_storage: "off" });
    const { identifier, user } = await help.somebody(plain.client);
    const [key] = (await help.keys()).filter((key) => key.includes("/user/"));
    const before = await help.record(key);
    const { client, found } = await help.start();
    const after = await help.record(key);
    // A client that doesn't seal reads sealed records.
    const again = await help.start({ encrypt_storage: "off" });
    return {
      plain: typeof before === "string" && JSON.parse(before).jwt === user.data.jwt,
      sealed: typeof after === "object" && "sealed" in after,
      same: found.data.user_id === user.data.user_id,
      name: (await client.getActualUser(false, true))[1] === identifier,
      again: again.found.data.user_id === user.data.user_id,
    };
  });
  assert.deepEqual(seen, { plain: true, sealed: true, same: true, name: true, again: true });
}));

test("plain records that can't be sealed are still read", limit, inTabs(async (tab) => {
  const page = await tab();
  const same = await page.evaluate(async () => {
    const plain = await help.start({ encrypt_storage: "off" });
    const { user } = await help.somebody(plain.client);
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
    const { found } = await help.start();
    return found.data.user_id === user.data.user_id;
  });
  assert.ok(same);
}));

test("the app's own storage gets plain records, and IndexedDB none", limit, inTabs(async (tab) => {
  const page = await tab();
  const seen = await page.evaluate(async () => {
    const map = new Map();
    let inits = 0;
    const storage = {
      init: async () => (inits++, { status: true }),
      getItem: async (key) => map.get(key),
      set: async (key, value) => void map.set(key, value),
      delete: async (key) => void map.delete(key),
      cleanStorage: async () => map.clear(),
    };
    const options = { storage: { getStorage: async () => storage } };
    const { client } = await help.start(options);
    map.set("the app's own", 1);
    const [ada, bob] = [await help.somebody(client), await help.somebody(client)];
    const texts = [...map].filter(([key]) => key.includes("/user/")).map(([, value]) => JSON.parse(value).user_id);
    const { found } = await help.start(options);
    await found.logOut();
    return {
      inits, databases: (await indexedDB.databases()).length,
      plain: texts.join() === [ada, bob].map(({ user }) => user.data.user_id).join(),
      found: found.data.user_id === bob.user.data.user_id,
      left: [...map.keys()].map((key) => key.replace(/^[0-9a-f]{16}\//, "")).map((key) => key.replace(ada.identifier, "ADA").replace(ada.user.data.device_id, "HERS")).sort(),
    };
  });
  assert.deepEqual(seen, { inits: 2, databases: 0, plain: true, found: true, left: ["device/HERS", "kdf", "the app's own", "user/ADA", "users"] });
}));

const BROKEN = {
  missing: () => Object.defineProperty(globalThis, "indexedDB", { value: undefined }),
  denied: () => {
    Object.defineProperty(globalThis, "indexedDB", {
      get() {
        throw new DOMException("denied", "SecurityError");
      },
    });
  },
  "denied on opening": () => {
    IDBFactory.prototype.open = () => {
      throw new DOMException("denied", "SecurityError");
    };
  },
  full: () => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  },
  // A request that is never answered.
  hanging: () => {
    IDBFactory.prototype.open = () => new EventTarget();
  },
  "of a newer version": () => {
    const opened = indexedDB.open("sentc-light", 7);
    opened.onupgradeneeded = () => opened.result.createObjectStore("something");
    opened.onsuccess = () => opened.result.close();
  },
};

for (const [what, before] of Object.entries(BROKEN)) {
  test(`IndexedDB ${what}: everything works in memory, and the app gets one event`, limit, inTabs(async (tab) => {
    await worksInMemory(await tab({ before }));
  }));
}

test("IndexedDB being upgraded: everything works in memory, and the app gets one event", limit, inTabs(async (tab) => {
  const other = await tab();
  await other.evaluate(async () => {
    await help.somebody((await help.start({ name: "before" })).client);
    // A connection that doesn't give way, and an upgrade that waits for it: every other open waits, too.
    const stays = indexedDB.open("sentc-light");
    await new Promise((resolve) => (stays.onsuccess = resolve));
    const upgrade = indexedDB.open("sentc-light", 2);
    await new Promise((resolve) => (upgrade.onblocked = resolve));
    window.kept = [stays.result, upgrade];
  });
  await worksInMemory(await tab());
}));

async function worksInMemory(page) {
  const seen = await page.evaluate(async () => {
    // How often somebody waited until they gave up, which after the first time is only done every half a minute.
    const [started, { setTimeout }] = [performance.now(), window];
    let waits = 0;
    window.setTimeout = (run, ms) => setTimeout(ms === 4_000 ? () => (waits++, run()) : run, ms);
    const warnings = [];
    const { client, found } = await help.start({ storage: { default_storage: { errCallBack: (message) => warnings.push(message) } } });
    const nobody = await help.code(client.getActualUser());
    const { identifier, user } = await help.somebody(client);
    const second = await help.somebody(client);
    const current = await client.getActualUser(true);
    const before = await client.getUser(identifier);
    await user.updateUser(`${identifier}-renamed`);
    const moved = [await client.getUser(identifier), (await client.getUser(`${identifier}-renamed`)).data.user_id === user.data.user_id];
    await user.logOut();
    const after = [await client.getUser(`${identifier}-renamed`), (await client.getUser(second.identifier)).data.user_id === second.user.data.user_id];
    return {
      found: found === undefined, nobody, current: current.data.user_id === second.user.data.user_id, before: before.data.user_id === user.data.user_id,
      moved, after, told: help.heard("storageUnavailable").length, reason: typeof help.heard("storageUnavailable")[0]?.[2].reason,
      warnings: warnings.map((warning) => Object.keys(warning).join()),
      waits, periods: Math.ceil((performance.now() - started) / 30_000),
    };
  });
  const { waits, periods, ...rest } = seen;
  assert.ok(waits <= 2 * periods, `a database that gives no answer is not waited for at every step: ${waits} times in ${periods} half minutes`);
  assert.deepEqual(rest, {
    found: true, nobody: "NO_USER", current: true, before: true, moved: [false, true], after: [false, true],
    told: 1, reason: "string", warnings: ["warn"],
  });
}

test("the key lost: signed out, with an event, and the next login works", limit, inTabs(async (tab) => {
  const page = await tab();
  await page.evaluate(async () => void (await help.somebody((await help.start()).client)));
  await page.evaluate(() => help.store((store) => store.delete("sealing-key")));
  await page.reload();
  await page.waitForFunction(() => window.Sentc !== undefined);
  const seen = await page.evaluate(async () => {
    const { client, found } = await help.start();
    const nobody = await help.code(client.getActualUser());
    const { user } = await help.somebody(client);
    const next = await help.start();
    return { found: found === undefined, nobody, events: help.heard("signedOut").map(([, , payload]) => payload), next: next.found.data.user_id === user.data.user_id };
  });
  assert.deepEqual(seen, { found: true, nobody: "NO_USER", events: [{ user_id: "", remote: false, reason: "storage_lost" }], next: true });
}));

test("another tab's new key is taken up", limit, inTabs(async (tab) => {
  const [one, two] = [await tab(), await tab()];
  await one.evaluate(async () => {
    const { client } = await help.start();
    window.client = client;
    await help.somebody(client);
    await help.store((store) => store.clear());
  });
  const identifier = await two.evaluate(async () => (await help.somebody((await help.start()).client)).identifier);
  const seen = await one.evaluate(async (identifier) => [(await client.getUser(identifier)) !== false, help.heard("signedOut").length, (await help.places()).includes(`user/${identifier}`)], identifier);
  assert.deepEqual(seen, [true, 0, true]);
}));

test("several users at once: a log-out takes one's records and no others", limit, inTabs(async (tab) => {
  const page = await tab();
  const seen = await page.evaluate(async () => {
    const { client } = await help.start();
    const other = await help.start({ name: "other" });
    const eve = await help.somebody(other.client);
    const [ada, bob] = [await help.somebody(client), await help.somebody(client)];
    for (const { user } of [ada, bob, eve]) await user.getGroup(await user.createGroup());
    const renamed = `${bob.identifier}-renamed`;
    await bob.user.updateUser(renamed);
    const after_rename = await help.places();
    const current = await client.getActualUser(false, true);
    await bob.user.logOut();
    const places = (await help.places()).sort();
    const expected = ["current", "kdf", "kdf", "sealing-key", ...[ada, eve].flatMap(({ identifier, user: { data } }) => [`user/${identifier}`, `device/${data.device_id}`, `groups/${data.device_id}`])].sort();
    return {
      moved: after_rename.includes(`user/${renamed}`) && !after_rename.includes(`user/${bob.identifier}`), current: current[1] === renamed,
      places, expected, ada: (await client.getUser(ada.identifier)).data.user_id === ada.user.data.user_id,
      nobody: await help.code(client.getActualUser()), other: (await other.client.getActualUser()).data.user_id === eve.user.data.user_id,
    };
  });
  assert.ok(seen.moved && seen.current && seen.ada && seen.other, JSON.stringify(seen));
  assert.deepEqual(seen.places, seen.expected);
  assert.equal(seen.nobody, "NO_USER");
}));

test("a log-out whose records can't be deleted: what is put in their place reads as nothing, and goes when it can", limit, inTabs(async (tab) => {
  const page = await tab({
    before: () => {
      const { delete: remove } = IDBObjectStore.prototype;
      const refuse = () => {
        throw new DOMException("no", "UnknownError");
      };
      window.refuseDeleting = (refused) => (IDBObjectStore.prototype.delete = refused ? refuse : remove);
    },
  });
  const nobody = async (identifier) => {
    const { client, found } = await help.start();
    return [found === undefined, await client.getUser(identifier), await help.code(client.getActualUser()), help.heard("storageUnavailable").length];
  };
  const { identifier, here } = await page.evaluate(async () => {
    const { client } = await help.start();
    const { identifier, user } = await help.somebody(client);
    await user.getGroup(await user.createGroup());
    refuseDeleting(true);
    const out = await help.code(user.logOut());
    const places = await help.places();
    const kept = await Promise.all((await help.keys()).filter((key) => /\/(user|device|current|groups)/.test(key)).map(help.record));
    return { identifier, here: [out, places.includes(`user/${identifier}`), [...new Set(kept)], help.heard("storageUnavailable").length, help.heard("signedOut").length] };
  });
  assert.deepEqual(here, ["fulfilled", true, ["null"], 0, 1]);
  assert.deepEqual(await page.evaluate(nobody, identifier), [true, false, "NO_USER", 0], "for another client of this page");
  await page.reload();
  await page.waitForFunction(() => window.Sentc !== undefined);
  await page.evaluate(() => refuseDeleting(true));
  assert.deepEqual(await page.evaluate(nobody, identifier), [true, false, "NO_USER", 0], "at the next load, while deleting still fails");
  await page.evaluate(() => refuseDeleting(false));
  assert.deepEqual(await page.evaluate(nobody, identifier), [true, false, "NO_USER", 0], "when it works again");
  await page.evaluate(() => help.until(async () => !(await help.places()).some((place) => /^user|^current/.test(place))));
}));
