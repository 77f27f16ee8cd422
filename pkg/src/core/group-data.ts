import type { GroupData } from "../generated/types.js";

/**
 * The data of a session's groups. All `Group`s with the same group and way of access share one object. References are weak, because a
 * session may last for months and see many groups.
 */
export class GroupDataMap {
  private readonly known = new Map<string, WeakRef<GroupData>>();
  private readonly collected = new FinalizationRegistry<string>((key) => {
    // Another object may have taken its place meanwhile.
    if (!this.known.get(key)?.deref()) this.known.delete(key);
  });

  /** Updates the shared object with the core's current data and returns it. */
  take(data: GroupData, acting_as: string | undefined): GroupData {
    const key = JSON.stringify([data.group_id, acting_as]);
    const held = this.known.get(key)?.deref();
    if (!held) {
      this.known.set(key, new WeakRef(data));
      this.collected.register(data, key);
      return data;
    }
    for (const name of Object.keys(held)) if (!(name in data)) Reflect.deleteProperty(held, name);
    return Object.assign(held, data);
  }
}
