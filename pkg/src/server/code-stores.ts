/**
 * `open` can be redeemed; `reserved` while its deed runs; `used` afterwards; `void` once a newer code was sent, or all were voided.
 * Only a reserved code becomes open again: one that was voided meanwhile stays void.
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

/** Where codes are kept. Each call is atomic: it happens at once and as a whole, whatever runs beside it. */
export interface CodeStore {
  /**
   * Deletes rows of before `since` without a notice due. Then, unless the address has `limit` rows since then: voids the open and reserved
   * ones of this address and purpose, and adds this one as open. Resolves to false over the limit.
   */
  add(row: CodeRow, since: number, limit: number): Promise<boolean>;
  /** Counts one more try of the newest code for this address and purpose, if it is open, sent after `since`, and tried less than `tries` times. */
  attempt(address: string, purpose: string, since: number, tries: number): Promise<{ id: string; hash: string } | undefined>;
  /** Moves a row to another state, and with `forget_tries` sets its tries to 0. False: it was not in state `from`. */
  change(id: string, from: CodeState, to: CodeState, forget_tries?: boolean): Promise<boolean>;
  /** Adds 1 or −1 to the notices that the owner of the address has still to get about this row. */
  due(id: string, change: 1 | -1): Promise<void>;
  /** Voids the open and reserved codes of an address. */
  voidAll(address: string): Promise<void>;
  /** All rows with notices due. */
  untold(): Promise<CodeRow[]>;
}

/** Keeps codes in memory: for tests, and for one process where a restart may void them. */
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
