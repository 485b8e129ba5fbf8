/** Formatters by language and options: making one costs as much as writing a hundred sums or dates, and a list writes hundreds. */
function kept<Options, Formatter>(make: new (language: string, options: Options) => Formatter) {
  const known = new Map<string, Formatter>()
  return (language: string, options: Options): Formatter => {
    const key = language + JSON.stringify(options)
    const formatter = known.get(key) ?? new make(language, options)
    known.set(key, formatter)
    return formatter
  }
}

export const dateFormat = kept<Intl.DateTimeFormatOptions, Intl.DateTimeFormat>(Intl.DateTimeFormat)
export const numberFormat = kept<Intl.NumberFormatOptions, Intl.NumberFormat>(Intl.NumberFormat)
export const distanceFormat = kept<Intl.RelativeTimeFormatOptions, Intl.RelativeTimeFormat>(Intl.RelativeTimeFormat)
