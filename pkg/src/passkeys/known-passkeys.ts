// Which passkeys were made or used in this browser. The service knows nothing of them, and a browser tells nobody which it
// has: so that no authenticator gets a second one for an account, and that one whose device is deleted can be withdrawn.
// Ids only, no secrets. Nothing depends on it: what can't be read or written is as if unknown.

import type { Records } from "../host/records.js";
import { listIn, untilWritten } from "../host/shared-lists.js";
import { inTurn } from "../host/turn.js";

export interface KnownPasskey {
  user_id: string;
  device_id: string;
  /** base64url without padding, as the browser has it. */
  credential_id: string;
  rp_id: string;
}

export interface KnownPasskeys {
  list(): Promise<KnownPasskey[]>;
  add(passkey: KnownPasskey): Promise<void>;
  /** Gives those that are gone now. */
  remove(which: (passkey: KnownPasskey) => boolean): Promise<KnownPasskey[]>;
}

/** `place`: gives the record's key. */
export function knownPasskeys(records: Records, place: () => string): KnownPasskeys {
  const takeTurn = inTurn();

  async function read(): Promise<KnownPasskey[]> {
    return listIn(await records.read(place())).filter(isKnownPasskey);
  }

  /** Once more when another tab has changed the record meanwhile. */
  const change = (edit: (all: KnownPasskey[]) => KnownPasskey[]) =>
    takeTurn(() =>
      untilWritten(async () => {
        const all = await read();
        const next = edit(all);
        if (next.length === 0 && all.length === 0) return true;
        return records.write([place()], [next.length > 0 ? JSON.stringify(next) : undefined], place());
      }),
    ).catch(() => undefined);

  return {
    list: () => takeTurn(read).catch(() => []),
    add: (passkey) => change((all) => [...all.filter(({ credential_id }) => credential_id !== passkey.credential_id), passkey]),
    async remove(which) {
      let gone: KnownPasskey[] = [];
      await change((all) => {
        gone = all.filter(which);
        return all.filter((each) => !gone.includes(each));
      });
      return gone;
    },
  };
}

function isKnownPasskey(each: unknown): each is KnownPasskey {
  const { user_id, device_id, credential_id, rp_id } = (each ?? {}) as Partial<KnownPasskey>;
  // base64url: browsers take nothing else back.
  return [user_id, device_id, rp_id].every((id) => typeof id === "string") && /^[\w-]+$/.test(String(credential_id));
}
