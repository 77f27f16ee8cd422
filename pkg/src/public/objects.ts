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
      hide(object, name, (value as (...args: unknown[]) => unknown).bind(object));
    }
  }
}

/**
 * A property that neither `JSON.stringify`, nor spreading, nor the console shows. Configurable: a proxy may answer
 * with a wrapped value only where that is allowed.
 */
export function hide(object: object, name: PropertyKey, value: unknown): void {
  Object.defineProperty(object, name, { value, enumerable: false, configurable: true, writable: true });
}
