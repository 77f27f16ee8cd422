import type { GroupData } from "./generated/types.js";

/** What is known of a session's groups: one object for each group and way of access, for all `Group`s of it. */
export class GroupDataMap {
  private readonly known = new Map<string, GroupData>();

  /** Takes in what the core knows now, and gives the object that the apps hold. */
  take(data: GroupData, acting_as: string | undefined): GroupData {
    const key = JSON.stringify([data.group_id, acting_as]);
    const held = this.known.get(key);
    if (!held) {
      this.known.set(key, data);
      return data;
    }
    for (const name of Object.keys(held)) if (!(name in data)) Reflect.deleteProperty(held, name);
    return Object.assign(held, data);
  }
}
