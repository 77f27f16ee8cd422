// Requests that are to fail.

/** What happens to the next request that fits. */
export interface Fault {
  /** A part of the path, "/done_login" for instance. Default: any request. */
  path?: string | undefined;
  /** `before`: the connection fails and the service sees nothing. `after`: the service does it, and its answer is lost. */
  network?: "before" | "after" | undefined;
  /** The HTTP status of an answer that is not the service's, as a proxy would give it. */
  status?: number | undefined;
  /** An error code of the service (PROTOCOL: 112 for a wrong password), in its envelope. HTTP status: `status`, or 400. */
  err_code?: number | undefined;
  /** Milliseconds before the answer, or before the failure. Real ones: the clock of the service does not count. */
  delay_ms?: number | undefined;
  /** How many requests. Default: 1 */
  times?: number | undefined;
}

export class Faults {
  private readonly waiting: { fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    const { path, network, status, err_code, delay_ms, times = 1 } = fault;
    if (network === undefined && status === undefined && err_code === undefined && delay_ms === undefined) {
      throw new TypeError("failNext: say how, by network, status, err_code or delay_ms");
    }
    if (path !== undefined && typeof path !== "string") throw new TypeError("failNext: path is a part of the path, as text");
    if (!(Number.isInteger(times) && times > 0)) throw new TypeError("failNext: times is a whole number above 0");
    this.waiting.push({ fault, left: times });
  }

  /** The fault that this request meets. */
  take(path: string): Fault | undefined {
    const at = this.waiting.findIndex(({ fault }) => fault.path === undefined || path.includes(fault.path));
    const found = this.waiting[at];
    if (!found) return undefined;
    if (--found.left === 0) this.waiting.splice(at, 1);
    return found.fault;
  }

  clear(): void {
    this.waiting.length = 0;
  }
}

/** Rejects as fetch does when the signal aborts. */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(reasonOf(signal));
    const stop = () => {
      clearTimeout(timer);
      reject(reasonOf(signal));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal?.addEventListener("abort", stop, { once: true });
  });
}

export function reasonOf(signal: AbortSignal | undefined): unknown {
  return signal?.reason ?? Object.assign(new Error("This operation was aborted"), { name: "AbortError" });
}
