// Makes requests fail.

/** How the next request fails. Needs `network`, `status`, `err_code` or `delay_ms`. */
export interface Fault {
  /** Applies only to requests whose path contains this, for example "/done_login". Default: all requests */
  path?: string | undefined;
  /** `before`: the connection fails before the service gets the request. `after`: the service handles the request, but its answer is lost. */
  network?: "before" | "after" | undefined;
  /** Answers with this HTTP status and a body that is not the service's, as a proxy would. */
  status?: number | undefined;
  /** Answers with this error code of the service in its envelope (112: wrong password). HTTP status: `status`. Default: 400 */
  err_code?: number | undefined;
  /** Milliseconds until the answer or the failure, in real time: `clock` has no effect on it. */
  delay_ms?: number | undefined;
  /** How many requests it applies to. Default: 1 */
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

  /** Returns the fault for this request, if there is one, and counts it. */
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
