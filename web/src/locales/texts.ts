/** All texts in both languages, from the files as they are, for tests. */
const files = import.meta.glob<Record<string, unknown>>('./*/*.json', { eager: true, import: 'default' })

const textsOf = (language: string) =>
  Object.fromEntries(
    Object.entries(files).flatMap(([path, texts]) => {
      const [, folder, file] = path.split('/')
      return folder === language && file ? [[file.slice(0, -'.json'.length), texts]] : []
    }),
  )

export const ru = textsOf('ru')
export const en = textsOf('en')
