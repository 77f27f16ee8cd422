// This page's clock, which can be set: the honest way to let a JWT expire without waiting for it.

const real = Date.now;
let ahead = 0;
Date.now = () => real.call(Date) + ahead;

export const clock = {
  jump: (milliseconds) => void (ahead += milliseconds),
  reset: () => void (ahead = 0),
  /** What a clock says that nobody has set. */
  real: () => real.call(Date),
};
