/**
 * Ties an object's methods to it, so that `const { login } = Sentc` works. As own properties and not as `#private`
 * state, which the proxies of UI frameworks can't reach.
 */
export function bindMethods(object: object): void {
  const bound = new Set(["constructor"]);
  for (let level = Object.getPrototypeOf(object) as object; level !== Object.prototype; level = Object.getPrototypeOf(level) as object) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(level)) as [string, PropertyDescriptor][]) {
      if (bound.has(name) || typeof value !== "function") continue;
      bound.add(name);
      const method = (value as (...args: unknown[]) => unknown).bind(object);
      // Tests replace methods by mocks.
      Object.defineProperty(object, name, { value: method, enumerable: false, configurable: true, writable: true });
    }
  }
}

/**
 * A property that neither `JSON.stringify`, nor spreading, nor the console shows. Configurable: a proxy may answer
 * with a wrapped value only where that is allowed. Not writable: valtio's `proxy` replaces every property that is, and a
 * session under a proxy is not the one that the SDK knows.
 */
export function hide(object: object, name: PropertyKey, value: unknown): void {
  Object.defineProperty(object, name, { value, enumerable: false, configurable: true, writable: false });
}
