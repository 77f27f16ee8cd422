// Loaded into the back end in Node before anything else: its clock can be moved by the test that started it.

const Real = Date;
let ahead = 0;

globalThis.Date = class extends Real {
  constructor(...values) {
    super(...(values.length === 0 ? [Real.now() + ahead] : values));
  }

  static now() {
    return Real.now() + ahead;
  }
};

process.on("message", (milliseconds) => {
  ahead += milliseconds;
  process.send("moved");
});
// The channel alone keeps nothing alive.
process.channel?.unref();
