// Catches the instances of WebAssembly as they are made. Filling a memory with ones makes the next call trap. That is a real trap:
// nothing stands in for the wasm. Also for `node --import`: the program's last instance is spoiled by SIGUSR2.

const { Instance } = WebAssembly;
export const instances = [];
WebAssembly.Instance = new Proxy(Instance, {
  construct(target, given) {
    const instance = Reflect.construct(target, given);
    instances.push(instance);
    return instance;
  },
});

/** Everything in the memory of the last instance is nonsense from here on, each pointer too. */
export function spoil() {
  new Uint8Array(instances.at(-1).exports.memory.buffer).fill(0xff);
}

process.on("SIGUSR2", spoil);
