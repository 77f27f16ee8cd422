/**
 * The whole of a body, or undefined if it is over `limit` bytes. The rest is read and thrown away: if the connection were
 * closed, the page would see a network error in place of the answer.
 */
export async function bodyOf(parts: AsyncIterable<BlobPart & { length: number }>, limit: number): Promise<Blob | undefined> {
  const kept: BlobPart[] = [];
  let size = 0;
  for await (const part of parts) {
    size += part.length;
    if (size <= limit) kept.push(part);
  }
  return size > limit ? undefined : new Blob(kept);
}
