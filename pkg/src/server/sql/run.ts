/** Runs one statement and resolves to its rows: those of SELECT, and of RETURNING. */
export type SqlQuery = (sql: string, values: SqlValue[]) => unknown[] | Promise<unknown[]>;
export type SqlValue = string | number | null;

/** How a driver marks values: `?` (SQLite), `$` for $1, $2 … (PostgreSQL). */
export type Placeholder = "?" | "$";

/** Sends a statement that marks its values with `?`. */
export type Run = <T>(sql: string, ...values: SqlValue[]) => Promise<T[]>;

export function runner(query: SqlQuery, placeholder: Placeholder): Run {
  return async <T>(sql: string, ...values: SqlValue[]) => {
    let number = 0;
    return (await query(placeholder === "?" ? sql : sql.replace(/\?/g, () => `$${++number}`), values)) as T[];
  };
}

/** SHA-256 of a text. */
export async function sha256(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}
