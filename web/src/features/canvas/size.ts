/** All blocks are of one size, so that a picture can be laid out before it is drawn. */
export const width = 264
export const height = 76
/** The row of exits, under blocks that have several. */
export const exitRow = 30
/** From one block to the next. */
export const gap = { x: width + 56, y: height + exitRow + 64 }

export function sizeOf(exits: number): { width: number; height: number } {
  return { width, height: height + (exits > 1 ? exitRow : 0) }
}
