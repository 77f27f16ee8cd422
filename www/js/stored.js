// What the SDK has in this browser's IndexedDB, read without the SDK: the way somebody with a copy of the disk would.

const WORDS = {
  current: "who was here last",
  user: "a session: keys, JWT, refresh token",
  device: "which name a device's session is stored under",
  kdf: "which identifiers have used the stronger key derivation, by hash",
  passkeys: "which passkeys were made or used here: ids, no secrets",
  app: "the demo's own records",
  groups: "groups that were opened last",
  lease: "which tab is asking for a JWT",
  "sealing-key": "the key that seals the others; it can't be exported",
};

/** `[{ key, words, state, shown }]`. */
export async function storedRecords() {
  const known = (await indexedDB.databases?.()) ?? [{ name: "sentc-light" }];
  // Opening one that isn't there would make it.
  if (!known.some(({ name }) => name === "sentc-light")) return [];
  const database = await done(indexedDB.open("sentc-light"));
  try {
    if (!database.objectStoreNames.contains("kv")) return [];
    const store = database.transaction(["kv"], "readonly").objectStore("kv");
    const [keys, records] = await Promise.all([done(store.getAllKeys()), done(store.getAll())]);
    return keys.map((key, at) => describe(String(key), records[at]));
  } finally {
    database.close();
  }
}

function describe(key, record) {
  const [kind] = key.replace(/^[0-9a-f]{16}\//, "").split("/");
  const words = WORDS[kind] ?? "";
  if (record instanceof CryptoKey) {
    return { key, words, state: "locked in the browser", shown: `${record.algorithm.name}, ${record.algorithm.length} bits, extractable: ${record.extractable}` };
  }
  if (record?.sealed instanceof Uint8Array) {
    return { key, words, state: "encrypted", shown: `${hex(record.sealed.subarray(0, 24))}… (${record.sealed.length} bytes)` };
  }
  return { key, words, state: "plain", shown: String(record).slice(0, 80) };
}

const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const done = (request) => new Promise((resolve, reject) => Object.assign(request, { onsuccess: () => resolve(request.result), onerror: () => reject(request.error) }));
