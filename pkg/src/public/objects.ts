/**
 * Binds an object's methods to it, so that `const { login } = Sentc` works. Uses own properties and not `#private` state, which the
 * proxies of UI frameworks can't reach.
 */
export function bindMethods(object: object): void {
  const bound = new Set(["constructor"]);
  for (let level = Object.getPrototypeOf(object) as object; level !== Object.prototype; level = Object.getPrototypeOf(level) as object) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(level)) as [string, PropertyDescriptor][]) {
      if (bound.has(name) || typeof value !== "function") continue;
      bound.add(name);
      const method = (value as (...args: unknown[]) => unknown).bind(object);
      // Writable, because tests replace methods with mocks.
      Object.defineProperty(object, name, { value: method, enumerable: false, configurable: true, writable: true });
    }
  }
}

/**
 * Defines a property that `JSON.stringify`, spreading and the console do not show. It is configurable, because a proxy may return a
 * wrapped value only for such a property. It is not writable, because valtio's `proxy` replaces every writable property, and the SDK
 * does not recognize a session that is wrapped in a proxy.
 */
export function hide(object: object, name: PropertyKey, value: unknown): void {
  Object.defineProperty(object, name, { value, enumerable: false, configurable: true, writable: false });
}
