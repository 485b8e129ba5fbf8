// The pictures of the user guide: how they are packed, and how two of them are compared.

/**
 * What a picture may differ by and still show the interface as it is. Both are
 * averaged over cells of 20 × 20 px in grey; a cell differs when its grey does by
 * more than `grey` of 255, and the picture is stale when more than `share` of its
 * cells differ. See docs/testing.md for how the two were chosen.
 */
export const tolerance = { cell: 20, grey: 16, share: 0.015 }

/** A page of its own that packs and compares: the browser decodes them. */
export async function darkroom(browser) {
  const context = await browser.newContext()
  const page = await context.newPage()
  const dataURL = (bytes, type) => `data:image/${type};base64,${bytes.toString('base64')}`
  return {
    close: () => context.close(),

    /** A picture of few bytes from a screenshot. */
    async pack(png) {
      const url = await page.evaluate(
        async ([src, quality]) => {
          const image = Object.assign(new Image(), { src })
          await image.decode()
          const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height })
          canvas.getContext('2d').drawImage(image, 0, 0)
          return canvas.toDataURL('image/webp', quality)
        },
        [dataURL(png, 'png'), 0.72],
      )
      return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64')
    },

    /** The share of cells in which two pictures differ, 1 when their sizes do; `except` are boxes whose content may be anything. */
    difference(one, other, except = []) {
      return page.evaluate(
        async ([sources, { cell, grey }, boxes]) => {
          const greys = async (src) => {
            const image = Object.assign(new Image(), { src })
            await image.decode()
            const { width, height } = image
            const ink = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d', { willReadFrequently: true })
            ink.drawImage(image, 0, 0)
            const { data } = ink.getImageData(0, 0, width, height)
            const columns = Math.ceil(width / cell)
            const sums = new Float64Array(columns * Math.ceil(height / cell))
            const counts = new Float64Array(sums.length)
            for (let y = 0; y < height; y++)
              for (let x = 0; x < width; x++) {
                const at = Math.floor(y / cell) * columns + Math.floor(x / cell)
                const pixel = 4 * (y * width + x)
                sums[at] += 0.3 * data[pixel] + 0.59 * data[pixel + 1] + 0.11 * data[pixel + 2]
                counts[at]++
              }
            return { width, height, columns, cells: sums.map((sum, i) => sum / counts[i]) }
          }
          const [a, b] = await Promise.all(sources.map(greys))
          if (a.width !== b.width || a.height !== b.height) return 1
          const free = (i) => {
            const [x, y] = [(i % a.columns) * cell, Math.floor(i / a.columns) * cell]
            return boxes.some((box) => x + cell > box.x && x < box.x + box.width && y + cell > box.y && y < box.y + box.height)
          }
          const differing = a.cells.filter((value, i) => Math.abs(value - b.cells[i]) > grey && !free(i))
          return differing.length / a.cells.length
        },
        [[dataURL(one, 'webp'), dataURL(other, 'webp')], tolerance, except],
      )
    },
  }
}
