// Which devices of which accounts are passkeys or recovery kits, as far as this browser has seen, and what people call their devices:
// the service knows nothing of that. Ids and names only, no secrets. Nothing depends on it: what can't be read or written is as if unknown.

import type { Records } from "./records.js";
import { listIn, untilWritten } from "./shared-lists.js";
import { inTurn } from "./turn.js";

export interface KnownDevice {
  user_id: string;
  device_id: string;
}

export interface KnownDevices<T extends KnownDevice> {
  list(): Promise<T[]>;
  /** In place of what was known of the device. */
  add(device: T): Promise<void>;
  /** Gives those that are gone now. */
  remove(which: (device: T) => boolean): Promise<T[]>;
}

/** `place`: gives the record's key. */
export function knownDevices<T extends KnownDevice>(
  records: Pick<Records, "read" | "write">,
  place: () => string,
  isOne: (each: unknown) => each is T,
  isSame: (one: T, other: T) => boolean = (one, other) => one.device_id === other.device_id,
): KnownDevices<T> {
  const takeTurn = inTurn();

  async function read(): Promise<T[]> {
    return listIn(await records.read(place())).filter(isOne);
  }

  /** Once more when another tab has changed the record meanwhile. */
  const change = (edit: (all: T[]) => T[]) =>
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
    add: (device) => change((all) => [...all.filter((each) => !isSame(each, device)), device]),
    async remove(which) {
      let gone: T[] = [];
      await change((all) => {
        gone = all.filter(which);
        return all.filter((each) => !gone.includes(each));
      });
      return gone;
    },
  };
}
