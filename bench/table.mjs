/** Lines for a terminal: the first column to the left, numbers to the right. */
export function table(head, rows) {
  const lines = [head, ...rows].map((line) => line.map((cell) => (typeof cell === "number" ? cell.toFixed(1) : String(cell))));
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  return lines.map((line) => line.map((cell, column) => (column ? cell.padStart(widths[column]) : cell.padEnd(widths[column]))).join("  ")).join("\n");
}
