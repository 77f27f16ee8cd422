/**
 * The state of a code. `open`: it can be redeemed. `reserved`: its deed is running. `used`: its deed was done. `void`: a newer code was
 * sent, or all codes were voided. Only a reserved code can become open again; a void one stays void.
 */
export type CodeState = "open" | "reserved" | "used" | "void";

export interface CodeRow {
  id: string;
  address: string;
  purpose: string;
  /** Base64url of a SHA-256 over purpose, address and code. */
  hash: string;
  /** When it was sent, in Unix milliseconds. */
  sent: number;
}

/** Stores codes. Each method must be atomic: calls that run at the same time must not see or change a half-done one. */
export interface CodeStore {
  /**
   * Deletes the rows sent before `since` that have no notice due. Then, if the address has `limit` rows since `since`, resolves to false.
   * Otherwise voids the open and reserved rows of this address and purpose, adds this row as open, and resolves to true.
   */
  add(row: CodeRow, since: number, limit: number): Promise<boolean>;
  /**
   * Takes the newest code for this address and purpose. If it is open, sent after `since`, and tried fewer than `tries` times, adds 1 to
   * its tries and resolves to it; otherwise resolves to undefined.
   */
  attempt(address: string, purpose: string, since: number, tries: number): Promise<{ id: string; hash: string } | undefined>;
  /** Moves a row to another state, and with `forget_tries` sets its tries to 0. False: it was not in state `from`. */
  change(id: string, from: CodeState, to: CodeState, forget_tries?: boolean): Promise<boolean>;
  /** Adds 1 or −1 to the number of notices about this row that must still be sent to the address. */
  due(id: string, change: 1 | -1): Promise<void>;
  /** Voids the open and reserved codes of an address. */
  voidAll(address: string): Promise<void>;
  /** Lists all rows with notices that must still be sent. */
  untold(): Promise<CodeRow[]>;
}

/** Stores codes in memory: for tests, and for a single process whose restart may void all codes. */
export function memoryCodes(): CodeStore {
  let rows: (CodeRow & { state: CodeState; tries: number; due: number })[] = [];
  const byId = (id: string) => rows.find((row) => row.id === id);
  const of = (address: string, purpose?: string) => rows.filter((row) => row.address === address && (purpose ?? row.purpose) === row.purpose);
  const voidAll = async (address: string, purpose?: string) => {
    for (const row of of(address, purpose)) if (row.state === "open" || row.state === "reserved") row.state = "void";
  };
  return {
    async add(row, since, limit) {
      rows = rows.filter(({ sent, due }) => sent > since || due > 0);
      if (of(row.address).filter(({ sent }) => sent > since).length >= limit) return false;
      void voidAll(row.address, row.purpose);
      rows.push({ ...row, state: "open", tries: 0, due: 0 });
      return true;
    },
    async attempt(address, purpose, since, tries) {
      const row = of(address, purpose).at(-1);
      if (!row || row.state !== "open" || row.sent <= since || row.tries >= tries) return undefined;
      row.tries++;
      return row;
    },
    async change(id, from, to, forget_tries) {
      const row = byId(id);
      if (row?.state !== from) return false;
      row.state = to;
      if (forget_tries) row.tries = 0;
      return true;
    },
    async due(id, change) {
      const row = byId(id);
      if (row) row.due += change;
    },
    voidAll: (address) => voidAll(address),
    untold: async () => rows.filter(({ due }) => due > 0),
  };
}
