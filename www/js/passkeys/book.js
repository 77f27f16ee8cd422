// Which devices are passkeys, and whose: a passkey's own identifier is random, and the service knows only its hash. Kept by
// the app, in the SDK's store, for this browser.

const KEY = "passkeys";

/** `{ [device_id]: { name } }`, without names where the passkey was made in another browser. */
export async function passkeyBook(sentc) {
  const store = await sentc.getStore();
  return (await store.getItem(KEY)) ?? {};
}

export async function note(sentc, device_id, name) {
  const store = await sentc.getStore();
  const book = (await store.getItem(KEY)) ?? {};
  await store.set(KEY, { ...book, [device_id]: book[device_id] ?? { name } });
}
